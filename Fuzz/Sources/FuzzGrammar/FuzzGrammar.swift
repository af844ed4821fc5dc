import Fuzzing
import TruthCheckpoints
import TruthGrammar

/// Compiles bytes as a JSON schema, a grammar or a regular expression, chosen by the first byte, and writes a text that fits.
///
/// A trap is a finding, and so are a text of a schema that is no JSON, and a way that ends before the text fits.
@main
enum FuzzGrammar {
    static let trie = TokenTrie((0...255).map { [UInt8($0)] } + ["{\"", "\": ", "true", "  ", "\\u00", "12", "é"].map { Array($0.utf8) })

    static func main() {
        runFuzzer { bytes in
            let span = Span<UInt8>(_bytes: bytes)
            guard span.count > 1 else { return }
            let text = String(decoding: (1..<span.count).map { span[$0] }, as: UTF8.self)
            let source: Grammar.Source = [.jsonSchema(text), .gbnf(text), .regularExpression(text)][Int(span[0] % 3)]
            do {
                var constraint = TokenConstraint(try TokenAutomaton(try Grammar(source), trie: trie))
                var random = UInt64(span.count)
                let limit = constraint.completion().count + 20
                let written = write(&constraint, limit: limit, &random)
                precondition(constraint.isAccepting())
                if case .jsonSchema = source { check(written) }
            } catch {
                precondition(!"\(error)".isEmpty)
            }
        }
    }

    /// Takes tokens by chance until the limit.
    private static func write(_ constraint: inout TokenConstraint, limit: Int, _ random: inout UInt64) -> [UInt8] {
        var written: [UInt8] = []
        for count in 0..<limit where !constraint.isFinal() {
            let remaining = limit - count
            guard let token = constraint.forcedToken(remaining: remaining) ?? next(&constraint, remaining, &random) else { break }
            constraint.accept(token)
            written += token < 256 ? [UInt8(token)] : Array(["{\"", "\": ", "true", "  ", "\\u00", "12", "é"][token - 256].utf8)
        }
        return written
    }

    private static func next(_ constraint: inout TokenConstraint, _ remaining: Int, _ random: inout UInt64) -> Int? {
        let mask = constraint.mask()
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let start = Int(random >> 33) % 263
        for offset in 0..<263 {
            let token = (start + offset) % 263
            if mask.contains(token), constraint.allows(token, remaining: remaining) { return token }
        }
        return nil
    }

    private static func check(_ written: [UInt8]) {
        do throws(JSONError) {
            _ = try JSONValue.parse(written, file: "fuzz")
        } catch {
            // Members that aren't declared may have the same name.
            guard case .duplicateKey = error.problem else { preconditionFailure("\(error)") }
        }
    }
}
