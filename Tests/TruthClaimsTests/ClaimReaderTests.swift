import Testing
import TruthClaims

struct ClaimReaderTests {
    private func claims(_ text: String, about subject: String? = nil) -> [FoundClaim] {
        var reader = ClaimReader(subject: subject)
        return reader.claims(in: text)
    }

    private func texts(_ text: String, about subject: String? = nil) -> [String] { claims(text, about: subject).map(\.claim.text) }

    @Test func `a leading pronoun becomes what it stands for, and the span stays on the original`() {
        let text = "Quicksort is a sorting algorithm. It was invented by Tony Hoare in 1959."
        let found = claims(text)
        #expect(found.map(\.claim.text) == ["Quicksort is a sorting algorithm.", "Quicksort was invented by Tony Hoare in 1959."])
        #expect(ScalarText(text)[found[1].claim.span] == "It was invented by Tony Hoare in 1959.")
    }

    @Test(arguments: [
        ("Hash tables store pairs. They use a hash function.", "Hash tables use a hash function."),
        ("IBM was founded in 1911. The company makes mainframes.", "IBM makes mainframes."),
        ("Ada is a language. Its name honours a countess.", "Ada's name honours a countess."),
        ("Java runs everywhere. In 1995, it was released by Sun.", "In 1995, Java was released by Sun."),
        ("The hash table is a structure. This allows fast lookup.", "Hash table allows fast lookup."),
        ("Unix is old. However, it is still used.", "However, Unix is still used."),
    ])
    func `references to the last subject are resolved`(text: String, expected: String) {
        #expect(texts(text).last == expected)
    }

    @Test(arguments: [
        ("A binary search tree is a structure.", ["A", "binary", "search", "tree"]), ("The file transfer protocol has two modes.", ["The", "file", "transfer", "protocol"]),
        ("The programs search trees.", ["The", "programs"]), ("IBM developed a language that was small.", ["IBM"]), ("The tool used was a hammer.", ["The", "tool"]),
    ])
    func `a noun that could be a verb belongs to the subject`(text: String, subject: [String]) {
        #expect(Statement(text).subject.map(\.text) == subject)
    }

    @Test func `a text about a known subject resolves its first pronoun to it`() {
        #expect(texts("It maps keys to values.", about: "hash table") == ["Hash table maps keys to values."])
        #expect(texts("It is possible that rain falls.", about: "hash table") == ["It is possible that rain falls."])
    }

    @Test(arguments: [
        ("C is compiled; Python is interpreted.", ["C is compiled", "Python is interpreted."]),
        ("C is compiled; and Python is interpreted.", ["C is compiled", "Python is interpreted."]),
        ("The stack grows down, and the heap grows up.", ["The stack grows down", "the heap grows up."]),
        ("It is fast, small, and simple.", ["It is fast, small, and simple."]),
        ("Unix was written by Thompson, Ritchie and others.", ["Unix was written by Thompson, Ritchie and others."]),
        ("TCP (a protocol; it is old) is reliable.", ["TCP (a protocol; it is old) is reliable."]),
    ])
    func `clauses are cut only where each has its subject and verb`(text: String, expected: [String]) {
        #expect(texts(text) == expected)
    }

    @Test(arguments: [
        ("What is a hash table?", Checkability.question), ("I think C is fine.", .opinion), ("It is the most beautiful language.", .opinion),
        ("Use a hash table for this.", .instruction), ("Please restart the machine.", .instruction), ("Don't forget the semicolon.", .instruction),
        ("Computers will be smarter than people by 2050.", .prediction), ("Hello there!", .greeting), ("Thank you for asking.", .greeting),
        ("I don't know from the evidence I have.", .admission), ("You should use Swift.", .opinion),
    ])
    func `what states no fact can't be checked`(text: String, expected: Checkability) {
        #expect(claims(text).map(\.checkability) == [expected])
    }

    @Test(arguments: [
        "Set theory is a branch of mathematics.", "Use of goto is discouraged by many programmers.", "Best-first search is a search algorithm.",
        "Pretty Good Privacy was written by Phil Zimmermann.", "The compiler will usually warn if a variable is unused.", "Print spooling was common.",
        "The cat sat on the mat.",
    ])
    func `facts that look like something else are checkable`(text: String) {
        #expect(claims(text).map(\.checkability) == [.checkable])
    }

    @Test func `headings, code and fragments are no claims`() {
        #expect(texts("# Title\n\n```\nx is 1 and y is 2\n```\n\nAdvantages:\n- Speed\n- Size") == [])
    }

    @Test func `emphasis and line breaks leave the claim's text but not its span`() throws {
        let text = "- **Hash tables** offer\n  fast lookup."
        let found = claims(text)
        #expect(found.map(\.claim.text) == ["Hash tables offer fast lookup."])
        let span = try #require(found.first).claim.span
        #expect(ScalarText(text)[span] == "**Hash tables** offer\n  fast lookup.")
    }

    @Test func `a megabyte of text is read within bounds`() {
        let text = String(repeating: "The queue was built in 1995 by Bell Labs; it holds 64 items. ", count: 17_000)
        #expect(text.utf8.count > 1_000_000)
        let found = claims(text)
        #expect(found.count == 34_000)
        let count = text.unicodeScalars.count
        #expect(found.allSatisfy { $0.claim.span.upperBound <= count })
    }
}
