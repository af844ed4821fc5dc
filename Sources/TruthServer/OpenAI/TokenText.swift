/// How OpenAI's API shows the bytes of single tokens.
enum TokenText {
    /// The token's text, or `bytes:\xe2\x80` when it holds only part of a character.
    static func string(_ bytes: [UInt8]) -> String {
        String(validating: bytes, as: UTF8.self)
            ?? "bytes:" + bytes.map { "\\x" + [$0].hexadecimal }.joined()
    }

    /// A log-probability that JSON can hold: what the model rules out is -9999, as with OpenAI.
    static func logProbability(_ value: Float) -> Float {
        max(value, -9999)
    }
}
