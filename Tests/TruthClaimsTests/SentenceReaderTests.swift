import Testing

import TruthClaims

struct SentenceReaderTests {
    private func sentences(_ text: String) -> [String] {
        let text = ScalarText(text)
        return SentenceReader.sentences(of: text).filter { $0.kind == .prose || $0.kind == .listItem }.map { text[$0.range] }
    }

    @Test(arguments: [
        ("It is fast. It is small.", ["It is fast.", "It is small."]),
        ("Some queues, e.g. ring buffers, are bounded. Others grow.", ["Some queues, e.g. ring buffers, are bounded.", "Others grow."]),
        ("Dr. Smith left the U.S. Navy in 1995. He wrote C.", ["Dr. Smith left the U.S. Navy in 1995.", "He wrote C."]),
        ("Version 3.14 is out. Version 3.15 isn't.", ["Version 3.14 is out.", "Version 3.15 isn't."]),
        ("See https://example.com/a.b?c=d. It helps.", ["See https://example.com/a.b?c=d.", "It helps."]),
        ("It was written by Donald E. Knuth. It is long.", ["It was written by Donald E. Knuth.", "It is long."]),
        ("Well... maybe it works. Yes!", ["Well... maybe it works.", "Yes!"]),
        ("\"It works.\" That was all.", ["\"It works.\"", "That was all."]),
        ("Is it? It is!", ["Is it?", "It is!"]),
        ("It was made by Sun Microsystems, Inc. in 1995.", ["It was made by Sun Microsystems, Inc. in 1995."]),
        ("It costs $1,000.50. iPhones cost more.", ["It costs $1,000.50.", "iPhones cost more."]),
        ("One line\ngoes on here.\n\nA new paragraph", ["One line goes on here.".replacing(" goes", with: "\ngoes"), "A new paragraph"]),
    ])
    func `sentences end where a reader would end them`(text: String, expected: [String]) {
        #expect(sentences(text) == expected)
    }

    @Test func `headings, code, tables and rules are no sentences, list items are`() {
        let text = """
            # A heading. With a stop.
            Prose here.
            - first item
            - second item. And more.
            1. numbered
            * starred
            ```swift
            let x = 1. // Not prose.
            ```
            | a | b |
            ---
            #hashtag opens a post.
            """
        #expect(
            sentences(text) == [
                "Prose here.", "first item", "second item.", "And more.", "numbered", "starred", "#hashtag opens a post.",
            ])
    }

    @Test func `spans count Unicode scalars, not bytes and not characters`() throws {
        let text = ScalarText("👨‍👩‍👧 naïve. Zweites Ⅷ.")
        let found = SentenceReader.sentences(of: text)
        #expect(found.map { text[$0.range] } == ["👨‍👩‍👧 naïve.", "Zweites Ⅷ."])
        #expect(found[0].range == 0..<12)
    }

    @Test(arguments: ["", " \n\t ", "...", "```", "# ", "-", "\u{0}", "\u{202E}"])
    func `odd texts do no harm`(text: String) {
        _ = sentences(text)
        var reader = ClaimReader()
        _ = reader.claims(in: text)
    }
}
