import Testing
import TruthTokens

struct StreamingDecoderTests {
    /// The trained vocabulary has a token for every byte; this gives their ids.
    private static func byteTokens(_ tokenizer: Tokenizer) -> [Int] {
        var ids = [Int](repeating: -1, count: 256)
        for id in 0..<tokenizer.vocabularySize where tokenizer.bytes(of: id).count == 1 && !tokenizer.isSpecial(id) {
            ids[Int(tokenizer.bytes(of: id)[0])] = id
        }
        return ids
    }

    @Test(arguments: [
        "plain", "é", "€uro", "😀", "👩‍💻 ok", "\u{301}", "你好", "\u{10FFFF}",
    ])
    func `a character comes out with its last byte and not before`(text: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer("gpt2"))
        let ids = Self.byteTokens(tokenizer)
        var decoder = StreamingDecoder(tokenizer)
        for scalar in text.unicodeScalars {
            let bytes = Array(String(Character(scalar)).utf8)
            for byte in bytes.dropLast() { #expect(decoder.append(ids[Int(byte)]) == "") }
            #expect(decoder.append(ids[Int(bytes[bytes.count - 1])]).unicodeScalars.elementsEqual([scalar]))
        }
        #expect(decoder.finish() == "")
    }

    @Test func `bytes that can't become a character are replaced at once`() throws {
        let tokenizer = try #require(try Goldens.tokenizer("gpt2"))
        let ids = Self.byteTokens(tokenizer)
        let cases: [(bytes: [UInt8], texts: [String])] = [
            ([0x80], ["\u{FFFD}"]), ([0xFF, 0x41], ["\u{FFFD}", "A"]), ([0xC3, 0x28], ["", "\u{FFFD}("]),
            ([0xE0, 0x80], ["", "\u{FFFD}\u{FFFD}"]), ([0xED, 0xA0], ["", "\u{FFFD}\u{FFFD}"]),
            ([0xF0, 0x9F, 0x98, 0x41], ["", "", "", "\u{FFFD}A"]), ([0xF4, 0x90], ["", "\u{FFFD}\u{FFFD}"]),
            ([0xE2, 0x82, 0xE2, 0x82, 0xAC], ["", "", "\u{FFFD}", "", "€"]), ([0xC0], ["\u{FFFD}"]), ([0xF5], ["\u{FFFD}"]),
        ]
        for (bytes, texts) in cases {
            var decoder = StreamingDecoder(tokenizer)
            #expect(bytes.map { decoder.append(ids[Int($0)]) } == texts, "\(bytes)")
        }
    }

    @Test func `a character cut off at the end becomes one replacement`() throws {
        let tokenizer = try #require(try Goldens.tokenizer("gpt2"))
        let ids = Self.byteTokens(tokenizer)
        var decoder = StreamingDecoder(tokenizer)
        #expect([0x41, 0xF0, 0x9F, 0x98].map { decoder.append(ids[$0]) } == ["A", "", "", ""])
        #expect(decoder.finish() == "\u{FFFD}")
        #expect(decoder.finish() == "")
    }

    @Test(arguments: Goldens.vocabularies)
    func `random tokens give the same text one by one as all at once`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let ids = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                Int.random(in: 0..<(Bool.random(using: &random) ? 300 : tokenizer.vocabularySize), using: &random)
            }
            for showsSpecial in [false, true] {
                var decoder = StreamingDecoder(tokenizer, showingSpecial: showsSpecial)
                var text = ids.reduce(into: "") { $0 += decoder.append($1) }
                text += decoder.finish()
                #expect(text.utf8.elementsEqual(tokenizer.decode(ids, showingSpecial: showsSpecial).utf8))
            }
        }
    }

    @Test(arguments: ["gpt2", "llama3"], ["chinese", "arabic", "emoji", "latin", "spaces", "syllables", "any", "numbers", "code"])
    func `decoding what was encoded gives the text back`(vocabulary: String, kind: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        for seed in 1...20 {
            let bytes = TextGenerator.bytes(kind, seed: UInt64(seed), count: seed * 40)
            #expect(tokenizer.decode(tokenizer.encode(bytes: bytes)).utf8.elementsEqual(bytes))
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(tokenizer.decode(tokenizer.encode(text, parsingSpecial: true), showingSpecial: true).utf8.elementsEqual(bytes))
        }
    }
}

/// SplitMix64 (Steele et al., 2014).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
