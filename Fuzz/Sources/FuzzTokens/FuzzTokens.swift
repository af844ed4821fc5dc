import Fuzzing
import TruthTokens

/// Reads bytes as a `tokenizer.json`. A trap is a finding, and ids outside the vocabulary, and text that differs when it is
/// decoded token by token.
@main
enum FuzzTokens {
    static func main() {
        runFuzzer { bytes in
            // The copy is made within the call that lends the bytes.
            let input = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
            do throws(TokenizerError) {
                let tokenizer = try Tokenizer(json: input, file: "fuzz")
                for text in [Array("ab 12 Unable's <tool>  é\r\n 你好".utf8), input] {
                    check(tokenizer, tokenizer.encode(bytes: text, parsingSpecial: true, addingSpecial: true))
                }
            } catch {
                precondition(error.description.contains("fuzz"))
            }
        }
    }

    private static func check(_ tokenizer: Tokenizer, _ ids: [Int]) {
        precondition(ids.allSatisfy { (0..<tokenizer.vocabularySize).contains($0) })
        var decoder = StreamingDecoder(tokenizer)
        let streamed = ids.map { decoder.append($0) }.joined() + decoder.finish()
        precondition(streamed.utf8.elementsEqual(tokenizer.decode(ids).utf8))
    }
}
