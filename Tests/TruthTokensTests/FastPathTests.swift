import Testing
import TruthTokens

struct FastPathTests {
    private static let kinds = ["latin", "code", "emoji", "chinese", "arabic", "syllables", "any", "spaces", "numbers"]

    /// Texts of every kind and of every length up to 200, and words around the lengths where the ways part.
    private static let texts: [String] = {
        var texts = kinds.flatMap { kind in
            (0..<200).map { String(decoding: TextGenerator.bytes(kind, seed: UInt64($0 + 1), count: $0), as: UTF8.self) }
        }
        for count in 0..<80 {
            texts.append(String(repeating: "a", count: count) + "\0")
            texts.append(" " + String(repeating: "abcdefgh", count: count).prefix(count) + "'s " + String(repeating: "é", count: count))
            texts.append("ab" + String(repeating: "\0", count: count) + "cd")
            texts.append("`@Z[{az" + String(repeating: "zZ", count: count) + "À")
        }
        return texts
    }()

    @Test(arguments: PreTokenizer.allCases)
    func `eight letters at a time end words where one at a time does`(preTokenizer: PreTokenizer) {
        let fast = WordScanner(preTokenizer)
        let plain = WordScanner(preTokenizer, isPlain: true)
        for text in Self.texts {
            let bytes = Array(text.utf8)
            var start = 0
            while start < bytes.count {
                let end = plain.wordEnd(in: bytes.span, from: start)
                #expect(fast.wordEnd(in: bytes.span, from: start) == end, "\(text.debugDescription) at \(start)")
                start = end
            }
        }
    }

    @Test(arguments: Goldens.vocabularies)
    func `ids with caches are those without`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        let expected = Self.texts.map { tokenizer.plainIDs(of: $0) }
        // The second round finds in the caches what the first left there.
        for _ in 0..<2 {
            for (text, ids) in zip(Self.texts, expected) {
                #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
            }
        }
    }

    @Test(arguments: Goldens.vocabularies)
    func `more words than the caches hold don't get mixed up`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        for seed in 0..<40 {
            let text = (0..<3_000).map { String(($0 &* 2_654_435_761 &+ seed &* 40_503) % 1_000_000, radix: 36) }.joined(separator: " ")
            #expect(tokenizer.encode(text) == tokenizer.plainIDs(of: text))
        }
    }
}
