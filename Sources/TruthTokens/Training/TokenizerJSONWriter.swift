/// Writes a `tokenizer.json` in the layout of HF tokenizers: two spaces a level, members in its order.
struct TokenizerJSONWriter {
    private(set) var text = ""

    /// What a byte-level byte-pair tokenizer's file says.
    struct Contents {
        /// Tokens that are found in texts as they are written.
        var added: [(id: Int, content: String, isSpecial: Bool)]
        var preTokenizer: PreTokenizer
        /// Every token by id: in the byte alphabet, added ones as they are written.
        var names: [String]
        /// The tokens that merge, by name, the first merged first.
        var merges: [(left: String, right: String)]
        /// Whether a word that is a token is never split.
        var takesWholeWords: Bool
    }

    mutating func write(_ contents: Contents) {
        text = "{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n"
        writeAddedTokens(contents.added)
        text += "  \"normalizer\": null,\n  \"pre_tokenizer\": "
        writePreTokenizer(contents.preTokenizer)
        text += ",\n  \"post_processor\": null,\n  \"decoder\": "
        writeByteLevel(indent: "  ", addsPrefixSpace: true, usesExpression: true)
        text += ",\n"
        writeModel(contents)
        text += "\n}"
    }

    private mutating func writeAddedTokens(_ tokens: [(id: Int, content: String, isSpecial: Bool)]) {
        guard !tokens.isEmpty else {
            text += "  \"added_tokens\": [],\n"
            return
        }
        text += "  \"added_tokens\": [\n"
        text += tokens.map { token in
            """
                {
                  "id": \(token.id),
                  "content": \(Self.quoted(token.content)),
                  "single_word": false,
                  "lstrip": false,
                  "rstrip": false,
                  "normalized": false,
                  "special": \(token.isSpecial)
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

    private mutating func writeModel(_ contents: Contents) {
        text += "  \"model\": {\n    \"type\": \"BPE\",\n"
        for key in ["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"] { text += "    \"\(key)\": null,\n" }
        for (key, value) in [("fuse_unk", false), ("byte_fallback", false), ("ignore_merges", contents.takesWholeWords)] {
            text += "    \"\(key)\": \(value),\n"
        }
        text += "    \"vocab\": {\n"
        text += contents.names.enumerated().map { "      \(Self.quoted($1)): \($0)" }.joined(separator: ",\n")
        text += "\n    },\n    \"merges\": ["
        text += contents.merges.map { "\n      [\n        \(Self.quoted($0.left)),\n        \(Self.quoted($0.right))\n      ]" }
            .joined(separator: ",")
        text += contents.merges.isEmpty ? "]\n  }" : "\n    ]\n  }"
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
