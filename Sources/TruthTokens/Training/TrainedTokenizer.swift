/// What training a tokenizer gave.
package struct TrainedTokenizer: Sendable {
    package let recipe: TokenizerRecipe
    /// May be smaller than asked for, where the corpus has no more pairs that are frequent enough.
    package let vocabulary: Vocabulary
    /// The tokens that merge, the first merged first.
    package let merges: [(left: UInt32, right: UInt32)]
    /// How many different words the corpus has.
    package let wordCount: Int

    /// The text of a `tokenizer.json`, byte for byte as HF tokenizers saves the same tokenizer.
    package var json: String {
        var writer = TokenizerJSONWriter()
        writer.write(self)
        return writer.text
    }

    /// The tokenizer itself.
    package func tokenizer() throws(TokenizerError) -> Tokenizer {
        try Tokenizer(json: Array(json.utf8), file: "the trained tokenizer")
    }
}
