import Foundation
import Testing
import TruthTokens

struct TokenizerJSONTests {
    private static func load(_ json: String) throws(TokenizerError) -> Tokenizer {
        try Tokenizer(json: Array(json.utf8), file: "tokenizer.json")
    }

    @Test func `a byte-pair tokenizer merges, isolates digits and frames`() throws {
        let tokenizer = try Self.load(SmallTokenizers.bytePair)
        #expect(tokenizer.vocabularySize == 8)
        #expect(tokenizer.truncationLength == 8)
        #expect(tokenizer.encode("ab ab") == [3, 4])
        #expect(tokenizer.encode("abababa") == [5, 3, 0])
        // Bytes without a token are left out, as in HF.
        #expect(tokenizer.encode("a1b") == [0, 1])
        #expect(tokenizer.encode("ab", addingSpecial: true) == [6, 3])
        #expect(tokenizer.encode("<|end|>", parsingSpecial: true) == [6])
        #expect(tokenizer.encode("<|end|>") == [])
        // An added token that isn't special is always found, and takes the white space that it asks for.
        #expect(tokenizer.encode("ab <tool>  ab") == [3, 7, 3])
        #expect(tokenizer.isSpecial(6) && !tokenizer.isSpecial(7) && !tokenizer.isSpecial(0))
        #expect(tokenizer.decode([6, 3, 4, 7]) == "ab ab<tool>")
        #expect(tokenizer.decode([6, 3], showingSpecial: true) == "<|end|>ab")
    }

    @Test func `a WordPiece tokenizer splits, frames and says what it cut`() throws {
        let tokenizer = try Self.load(SmallTokenizers.wordPiece)
        #expect(tokenizer.encode("Unables UN able. É unx") == [4, 5, 7, 4, 6, 8, 1, 1])
        #expect(tokenizer.encode("unableable" + "able") == [1])
        let whole = tokenizer.encode("un able", limit: 4)
        #expect(whole == LimitedEncoding(ids: [2, 4, 6, 3], cutTokenCount: 0))
        let cut = tokenizer.encode("unables able.", limit: 4)
        #expect(cut == LimitedEncoding(ids: [2, 4, 5, 3], cutTokenCount: 3))
        #expect(tokenizer.encode("able", limit: 2) == LimitedEncoding(ids: [2, 3], cutTokenCount: 1))
        #expect(tokenizer.decode([2, 4, 5, 7, 6, 8, 3]) == "unables able.")
        #expect(tokenizer.specialTokens == SpecialTokens(beginning: 2, end: 3, unknown: 1, padding: 0))
    }

    /// What is replaced in the byte-pair file, what by, and what the error must say.
    static let bytePairDamage: [(String, String, String)] = [
        (#""type": "BPE""#, #""type": "Unigram""#, "'model.type' is 'Unigram'"),
        (#""byte_fallback": false"#, #""byte_fallback": true"#, "'model.byte_fallback' is true"),
        (#""dropout": null"#, #""dropout": 0.1"#, "'model.dropout'"),
        (#""unk_token": null"#, #""unk_token": "a""#, "'model.unk_token' is 'a'"),
        (#""end_of_word_suffix": null"#, #""end_of_word_suffix": "</w>""#, "'model.end_of_word_suffix' is '</w>'"),
        (#""fuse_unk": false"#, #""fuse_unk": false, "surprise": 1"#, "'model.surprise' is an unknown field"),
        (#""version": "1.0""#, #""edition": "1.0""#, "'edition' is an unknown field"),
        (#""normalizer": null"#, #""normalizer": {"type": "NFC"}"#, "'normalizer.type' is 'NFC'"),
        (#""type": "Digits""#, #""type": "Punctuation""#, "'pre_tokenizer.pretokenizers[0].type' is 'Punctuation'"),
        (#""individual_digits": true"#, #""individual_digits": false"#, "individual_digits' is false"),
        (#""type": "Digits", "individual_digits": true"#, #""type": "Split", "pattern": {"Regex": "x+"}, "behavior": "Isolated""#, "use_regex"),
        (#""add_prefix_space": false"#, #""add_prefix_space": true"#, "add_prefix_space' is true"),
        (#""pre_tokenizer": {"type": "Sequence""#, #""pre_tokenizer": {"type": "Metaspace""#, "'pre_tokenizer.type' is 'Metaspace'"),
        (#""type": "TemplateProcessing""#, #""type": "RobertaProcessing""#, "'post_processor.type' is 'RobertaProcessing'"),
        (#""ids": [6]"#, #""ids": [8]"#, "'post_processor.special_tokens.<|end|>.ids[0]' is 8"),
        (#"{"SpecialToken": {"id": "<|end|>""#, #"{"SpecialToken": {"id": "<|no|>""#, "'post_processor.special_tokens.<|no|>', which is missing"),
        (#""decoder": {"type": "ByteLevel""#, #""decoder": {"type": "Fuse""#, "'decoder.type' is 'Fuse'"),
        (#""single_word": false"#, #""single_word": true"#, "'added_tokens[0].single_word' is true"),
        (#""content": "<|end|>""#, #""content": """#, "'added_tokens[0].content' is ''"),
        (#""content": "<|end|>""#, #""content": 7"#, "'added_tokens[0].content' should be a string, but is a number"),
        (#"{"id": 6, "#, #"{"#, "'added_tokens[0].id', which is missing"),
        (#"{"id": 6, "#, #"{"id": 5, "#, "same id"),
        (#"{"id": 6, "#, #"{"id": 9, "#, "9 is outside"),
        (#"{"id": 6, "#, #"{"id": -1, "#, "-1 is outside"),
        (#"{"id": 6, "#, #"{"id": 4611686018427387904, "#, "is outside"),
        (#""abab": 5"#, #""abab": 4"#, "'model.vocab['abab']' is 4"),
        (#""abab": 5"#, #""abab": 99999999999"#, "is outside"),
        (#""abab": 5"#, #""abab": "5""#, "'model.vocab['abab']' should be a whole number, but is a string"),
        (#""abab": 5"#, #""abab": 5.5"#, "should be a whole number"),
        (#""abab": 5"#, #""a": 5"#, "'a'"),
        (#""ab ab""#, #""ab ba""#, "'model.merges[2]' is 'ab ba': its right side is no token"),
        (#""ab ab""#, #""abab ab""#, "both sides together are no token"),
        (#""ab ab""#, #""zz ab""#, "its left side is no token"),
        (#""ab ab""#, #""abab""#, "a merge is two tokens"),
        (#""ab ab""#, #""ab  ab""#, "a merge is two tokens"),
        (#""ab ab""#, #""ab ""#, "a merge is two tokens"),
        (#""ab ab""#, #"["ab"]"#, "'model.merges[2]' should be"),
        (#""ab ab""#, #"["ab", "ab", "ab"]"#, "'model.merges[2]' should be"),
        (#""ab ab""#, "null", "'model.merges[2]' should be"),
        (#""merges": ["#, #""merges": "x", "merged": ["#, "'model.merged' is an unknown field"),
        (#""vocab": {"#, #""vocab": [], "ignored": {"#, "'model.ignored' is an unknown field"),
        (#""max_length": 8"#, #""max_length": 0"#, "'truncation.max_length' is 0"),
    ]

    @Test(arguments: bytePairDamage.indices)
    func `what isn't understood in a byte-pair file is refused by name`(index: Int) throws {
        let (old, new, message) = Self.bytePairDamage[index]
        try Self.expectError(SmallTokenizers.bytePair, old, new, message)
    }

    static let wordPieceDamage: [(String, String, String)] = [
        (#""unk_token": "[UNK]""#, #""unk_token": "[NO]""#, "'model.unk_token' is '[NO]': the vocabulary lacks it"),
        (#""max_input_chars_per_word": 10"#, #""max_input_chars_per_word": 0"#, "'model.max_input_chars_per_word' is 0"),
        (#""clean_text": true"#, #""clean_text": false"#, "'normalizer.clean_text' is false"),
        (#""strip_accents": null"#, #""strip_accents": false"#, "'normalizer.strip_accents' is false"),
        (#""type": "BertNormalizer""#, #""type": "Lowercase""#, "'normalizer.type' is 'Lowercase'"),
        (#""type": "BertPreTokenizer""#, #""type": "Whitespace""#, "'pre_tokenizer.type' is 'Whitespace'"),
        (#"["[SEP]", 3]"#, #"["[SEP]", 30]"#, "'post_processor.sep[1]' is 30"),
        (#"["[SEP]", 3]"#, #"["[SEP]"]"#, "'post_processor.sep'"),
        ("\"prefix\": \"##\"", "\"prefix\": \"@@\"", "'decoder.prefix' is '@@'"),
        (#""normalized": false"#, #""normalized": true"#, "'added_tokens[0].normalized' is true"),
        (#"{"id": 0, "content": "[PAD]""#, #"{"id": 4, "content": "[PAD]""#, "another id"),
    ]

    @Test(arguments: wordPieceDamage.indices)
    func `what isn't understood in a WordPiece file is refused by name`(index: Int) throws {
        let (old, new, message) = Self.wordPieceDamage[index]
        try Self.expectError(SmallTokenizers.wordPiece, old, new, message)
    }

    private static func expectError(_ json: String, _ old: String, _ new: String, _ message: String) throws {
        let range = try #require(json.firstRange(of: old), "\(old)")
        let damaged = json.replacingCharacters(in: range, with: new)
        let error = try #require(throws: TokenizerError.self, "\(new)") { _ = try load(damaged) }
        #expect(error.description.contains(message), "\(error)")
        #expect(error.description.contains("tokenizer.json"))
    }

    @Test(arguments: [SmallTokenizers.bytePair, SmallTokenizers.wordPiece])
    func `a file cut at any length is an error`(json: String) {
        let bytes = Array(json.utf8)
        for count in 0..<bytes.count {
            #expect(throws: TokenizerError.self) { _ = try Tokenizer(json: Array(bytes[..<count]), file: "cut") }
        }
    }

    @Test(arguments: ["gpt2", "llama3"])
    func `a real file cut at a thousand lengths is an error`(name: String) throws {
        let bytes = try Goldens.bytes("\(name).tokenizer.json")
        for step in 0..<1000 {
            let count = bytes.count * step / 1000
            #expect(throws: TokenizerError.self) { _ = try Tokenizer(json: Array(bytes[..<count]), file: "cut") }
        }
    }

    @Test(arguments: [SmallTokenizers.bytePair, SmallTokenizers.wordPiece])
    func `a flipped bit gives an error or a tokenizer that works`(json: String) {
        let bytes = Array(json.utf8)
        var errorCount = 0
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << bit
                do throws(TokenizerError) {
                    let tokenizer = try Tokenizer(json: flipped, file: "flipped")
                    let ids = tokenizer.encode("ab 12 <tool> unable é", parsingSpecial: true, addingSpecial: true)
                    #expect(ids.allSatisfy { (0..<tokenizer.vocabularySize).contains($0) })
                    _ = tokenizer.decode(ids)
                } catch {
                    errorCount += 1
                    #expect(!error.description.isEmpty)
                }
            }
        }
        #expect(errorCount > bytes.count)
    }
}
