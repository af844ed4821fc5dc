import Foundation
import Testing
import TruthCorpus

@Suite struct UnicodeStepTests {
    @Test(arguments: [
        ("plain\ttext\nstays", "plain\ttext\nstays"),
        ("zero\u{200B}width\u{FEFF} and\u{AD} soft", "zerowidth and soft"),
        ("right\u{202E}to\u{2066}left\u{200F}", "righttoleft"),
        ("bell\u{7}null\u{0}delete\u{7F}next\u{85}line", "bellnulldeletenext\nline"),
        ("one\r\ntwo\rthree\u{2028}four", "one\ntwo\nthree\nfour"),
        ("cafe\u{301}", "caf\u{E9}"),
        ("\u{1112}\u{1161}\u{11AB}", "\u{D55C}"),
        // A family, a rainbow flag, England's flag, Persian and Malayalam keep what joins them.
        ("👩‍👩‍👧 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👩‍👩‍👧 🏳️‍🌈 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
        ("അവന്\u{200D}", "അവന്\u{200D}"),
        // Between Latin letters a joiner is a trick, as is a tag.
        ("pay\u{200D}pal and hid\u{E0041}den", "paypal and hidden"),
    ])
    func `what can't be seen goes, and what letters need stays`(input: String, expected: String) {
        let output = text(input, after: UnicodeStep())
        #expect(output.map { Array($0.unicodeScalars) } == Array(expected.unicodeScalars))
    }

    @Test func `marks are cut to the limit`() {
        let zalgo = "a" + String(repeating: "\u{316}", count: 100) + "b"
        #expect(text(zalgo, after: UnicodeStep())?.unicodeScalars.count == 10)
    }

    @Test(arguments: ["", " \n\t", "\u{200B}\u{200E}"])
    func `a text of nothing is removed`(input: String) {
        #expect(reason(input, UnicodeStep()) == "empty")
    }

    @Test func `cleaning twice changes nothing more`() {
        var random = SeededNumbers(3)
        let scalars: [Unicode.Scalar] = ["a", " ", "\u{301}", "\u{200D}", "\u{200C}", "👩", "\u{FE0F}", "ب", "क", "\u{94D}", "\u{202E}", "\u{7}", "한", "\u{1161}", "é"]
        for _ in 0..<2000 {
            var input = "x"
            for _ in 0..<8 { input.unicodeScalars.append(scalars.randomElement(using: &random)!) }
            let once = text(input, after: UnicodeStep())!
            #expect(text(once, after: UnicodeStep()).map { Array($0.utf8) } == Array(once.utf8))
            #expect(Array(once.utf8) == Array(once.precomposedStringWithCanonicalMapping.utf8))
        }
    }
}
