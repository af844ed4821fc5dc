import Fuzzing
import TruthTokens

/// Reads bytes as a `tokenizer.json` and, if it is one, encodes a text and decodes it. A trap, or a token outside the
/// vocabulary, is a finding.
@main
enum FuzzTokenizer {
    static let text = "Unables aren't 12345 <|end|> 中文 e\u{301} \r\n\t 😀 abab<tool>  abab [MASK]##s"

    static func main() {
        runFuzzer { bytes in
            let span = Span<UInt8>(_bytes: bytes)
            do throws(TokenizerError) {
                let tokenizer = try Tokenizer(json: span.indices.map { span[$0] }, file: "fuzz")
                let ids = tokenizer.encode(text, parsingSpecial: true, addingSpecial: true)
                precondition(ids.allSatisfy { (0..<tokenizer.vocabularySize).contains($0) })
                _ = tokenizer.decode(ids)
            } catch {
                precondition(!error.description.isEmpty)
            }
        }
    }
}
