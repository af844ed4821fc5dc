import Foundation
import Testing
import TruthCorpus

@Suite struct JSONTests {
    /// A value made by chance: its text with white space by chance, and what it says in a form of our own.
    private struct Maker {
        var random: SeededRandom

        mutating func value(_ depth: Int) -> (text: String, meaning: String) {
            let space = ["", " ", "\n\t"].randomElement(using: &random)!
            switch Int.random(in: 0..<(depth > 3 ? 4 : 6), using: &random) {
            case 0: return (space + "null", "null")
            case 1: return ("true" + space, "true")
            case 2:
                let number = Int.random(in: -1000...1000, using: &random)
                return ("\(number)", "#\(number)")
            case 3:
                let (text, meaning) = string()
                return ("\"\(text)\"", "<\(meaning)>")
            case 4:
                let items = (0..<Int.random(in: 0..<4, using: &random)).map { _ in value(depth + 1) }
                return ("[" + items.map(\.text).joined(separator: "," + space) + space + "]", "[" + items.map(\.meaning).joined(separator: ";") + "]")
            default:
                let items = (0..<Int.random(in: 0..<4, using: &random)).map { ("k\($0)", value(depth + 1)) }
                return (
                    "{" + items.map { "\"\($0.0)\"\(space):\($0.1.text)" }.joined(separator: ",") + "}",
                    "{" + items.map { "\($0.0)=\($0.1.meaning)" }.joined(separator: ";") + "}"
                )
            }
        }

        private mutating func string() -> (text: String, meaning: String) {
            let pieces = [("a", "a"), ("\\n", "\n"), ("\\\"", "\""), ("\\\\", "\\"), ("\\u00e9", "é"), ("\\ud83c\\udf89", "🎉"), ("ü", "ü"), ("\\/", "/"), ("[{", "[{")]
            let chosen = (0..<Int.random(in: 0..<6, using: &random)).map { _ in pieces.randomElement(using: &random)! }
            return (chosen.map(\.0).joined(), chosen.map(\.1).joined())
        }
    }

    private func meaning(_ part: JSONPart) -> String {
        if part.isObject { return "{" + part.pairs.map { "\($0.name)=\(meaning($0.value))" }.joined(separator: ";") + "}" }
        if part.isArray { return "[" + part.elements.map(meaning).joined(separator: ";") + "]" }
        if part.isNull { return "null" }
        if let string = part.string { return "<\(string)>" }
        return part.integer.map { "#\($0)" } ?? (part.isTrue ? "true" : "false")
    }

    @Test func `values say what they were made to say, and the scanner finds where each ends`() throws {
        var maker = Maker(random: SeededRandom(seed: 7))
        for _ in 0..<2000 {
            let (text, expected) = maker.value(0)
            #expect(meaning(try JSONPart(parsing: Array(text.utf8))) == expected, "\(text)")
            let plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
            let elements = try JSONPart.elements(ofArrayText: Array("[\(text), \(text)]".utf8))
            #expect(elements.map { String(decoding: $0, as: UTF8.self) } == [plain, plain], "\(text)")
        }
    }

    @Test(arguments: ["", "{", "[1,]", "{\"a\":1,}", "{a:1}", "[1 2]", "01", "1.", "-", "1e", "tru", "\"a", "\"\u{1}\"", "{\"a\" 1}", "1 2", "[", "]", "nul"])
    func `what isn't JSON is refused`(text: String) {
        #expect(throws: (any Error).self) { try JSONPart(parsing: Array(text.utf8)) }
    }

    @Test func `nesting has a limit, and half a surrogate pair becomes the mark of a broken character`() throws {
        #expect(throws: (any Error).self) { try JSONPart(parsing: [UInt8](repeating: UInt8(ascii: "["), count: 100_000)) }
        #expect(try JSONPart(parsing: Array(#""a\ud83cb""#.utf8)).string == "a\u{FFFD}b")
    }
}

/// The same numbers in every run (Knuth's MMIX generator, its upper bits).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        func step() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 32
        }
        return step() << 32 | step()
    }
}
