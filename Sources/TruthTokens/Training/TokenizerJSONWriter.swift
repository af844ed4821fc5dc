/// Writes a `tokenizer.json` in the layout of HF tokenizers: two spaces a level, members in its order.
struct TokenizerJSONWriter {
    private(set) var text = ""

    mutating func write(_ trained: TrainedTokenizer) {
        text = "{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n"
        writeAddedTokens(trained.recipe.specialTokens)
        text += "  \"normalizer\": null,\n  \"pre_tokenizer\": "
        writePreTokenizer(trained.recipe.preTokenizer)
        text += ",\n  \"post_processor\": null,\n  \"decoder\": "
        writeByteLevel(indent: "  ", addsPrefixSpace: true, usesExpression: true)
        text += ",\n"
        writeModel(trained)
        text += "\n}"
    }

    private mutating func writeAddedTokens(_ tokens: [String]) {
        guard !tokens.isEmpty else {
            text += "  \"added_tokens\": [],\n"
            return
        }
        text += "  \"added_tokens\": [\n"
        text += tokens.enumerated().map { id, token in
            """
                {
                  "id": \(id),
                  "content": \(Self.quoted(token)),
                  "single_word": false,
                  "lstrip": false,
                  "rstrip": false,
                  "normalized": false,
                  "special": true
                }
            """
        }.joined(separator: ",\n")
        text += "\n  ],\n"
    }

    private mutating func writePreTokenizer(_ preTokenizer: PreTokenizer) {
        guard preTokenizer != .gpt2 else { return writeByteLevel(indent: "  ", addsPrefixSpace: false, usesExpression: true) }
        text += "{\n    \"type\": \"Sequence\",\n    \"pretokenizers\": [\n      {\n"
        if preTokenizer == .smolLM {
            text += "        \"type\": \"Digits\",\n        \"individual_digits\": true\n"
        } else {
            text += """
                        "type": "Split",
                        "pattern": {
                          "Regex": \(Self.quoted(TokenizerJSON.pattern(of: preTokenizer)))
                        },
                        "behavior": "Isolated",
                        "invert": false

                """
        }
        text += "      },\n      "
        writeByteLevel(indent: "      ", addsPrefixSpace: false, usesExpression: preTokenizer == .smolLM)
        text += "\n    ]\n  }"
    }

    private mutating func writeByteLevel(indent: String, addsPrefixSpace: Bool, usesExpression: Bool) {
        text += "{\n\(indent)  \"type\": \"ByteLevel\",\n\(indent)  \"add_prefix_space\": \(addsPrefixSpace),\n"
        text += "\(indent)  \"trim_offsets\": true,\n\(indent)  \"use_regex\": \(usesExpression)\n\(indent)}"
    }

    private mutating func writeModel(_ trained: TrainedTokenizer) {
        text += "  \"model\": {\n    \"type\": \"BPE\",\n"
        for key in ["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"] { text += "    \"\(key)\": null,\n" }
        for key in ["fuse_unk", "byte_fallback", "ignore_merges"] { text += "    \"\(key)\": false,\n" }
        let names = (0..<trained.vocabulary.count).map { id in
            let bytes = trained.vocabulary.bytes(of: id)
            let isText = trained.vocabulary.kind(of: id) == .normal
            return Self.quoted(isText ? ByteLevelAlphabet.text(of: bytes) : String(decoding: bytes, as: UTF8.self))
        }
        text += "    \"vocab\": {\n"
        text += names.enumerated().map { "      \($1): \($0)" }.joined(separator: ",\n")
        text += "\n    },\n    \"merges\": ["
        text += trained.merges.map { "\n      [\n        \(names[Int($0.left)]),\n        \(names[Int($0.right)])\n      ]" }
            .joined(separator: ",")
        text += trained.merges.isEmpty ? "]\n  }" : "\n    ]\n  }"
    }

    /// `text` as a JSON string; what need not be escaped isn't.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{8}": quoted += "\\b"
            case "\u{C}": quoted += "\\f"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
