import Foundation
import Testing
import TruthCheckpoints
import TruthTokens

/// Tricky strings against HF tokenizers; set `TRUTHGPT_TEST_MODEL` and `TRUTHGPT_TEST_EMBEDDER` for all four vocabularies.
struct StringGoldens {
    private struct Entry {
        var bytes: [UInt8]
        var plain: [Int]
        var special: [Int]
        var framed: [Int]
        var decoded: String

        init?(_ value: JSONValue, _ vocabulary: String) {
            guard let base64 = value["bytes"]?.string, let data = Data(base64Encoded: base64), let ids = value[vocabulary],
                let plain = ids["plain"]?.array?.compactMap(\.integer)
            else { return nil }
            bytes = Array(data)
            self.plain = plain
            special = ids["special"]?.array?.compactMap(\.integer) ?? plain
            framed = ids["framed"]?.array?.compactMap(\.integer) ?? plain
            decoded = ids["decoded"]?.string ?? String(decoding: bytes, as: UTF8.self)
        }
    }

    private static func entries(_ vocabulary: String) throws -> [Entry] {
        let values = try #require(Goldens.json("strings.json").array)
        return try values.map { try #require(Entry($0, vocabulary)) }
    }

    @Test(arguments: Goldens.vocabularies)
    func `ids are those of HF tokenizers`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        let entries = try Self.entries(vocabulary)
        #expect(entries.count > 300)
        for entry in entries {
            let text = String(decoding: entry.bytes, as: UTF8.self)
            #expect(tokenizer.encode(bytes: entry.bytes) == entry.plain, "\(text.debugDescription)")
            #expect(tokenizer.encode(bytes: entry.bytes, parsingSpecial: true) == entry.special, "\(text.debugDescription)")
            #expect(tokenizer.encode(text, addingSpecial: true) == entry.framed, "\(text.debugDescription)")
        }
    }

    @Test(arguments: Goldens.vocabularies)
    func `decoded text is that of HF tokenizers`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        for entry in try Self.entries(vocabulary) {
            let decoded = tokenizer.decode(entry.plain, showingSpecial: true)
            #expect(decoded.utf8.elementsEqual(entry.decoded.utf8), "\(decoded.debugDescription) is not \(entry.decoded.debugDescription)")
        }
    }

    @Test(arguments: Goldens.vocabularies)
    func `streamed text is the text decoded at once, in whole characters`(vocabulary: String) throws {
        let tokenizer = try #require(try Goldens.tokenizer(vocabulary))
        for entry in try Self.entries(vocabulary) {
            var decoder = StreamingDecoder(tokenizer)
            var streamed = ""
            for id in entry.plain { streamed += decoder.append(id) }
            streamed += decoder.finish()
            #expect(streamed.utf8.elementsEqual(tokenizer.decode(entry.plain).utf8))
        }
    }
}
