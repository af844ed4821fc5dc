import Fuzzing
import TruthCorpus

/// Reads bytes as a message of mail. A trap is a finding, and parts that are longer than what they are parts of.
@main
enum FuzzMail {
    static func main() {
        runFuzzer { input in
            let bytes = (0..<input.byteCount).map { unsafe input.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
            walk(MailPart(bytes), depth: 0)
        }
    }

    private static func walk(_ part: MailPart, depth: Int) {
        _ = (part.phrase("subject"), part.phrase("from"))
        if let body = try? part.decodedBody() { precondition(body.count <= part.body.count) }
        if depth > 4 { return }
        var total = 0
        for inner in part.parts {
            total += inner.body.count
            walk(inner, depth: depth + 1)
        }
        precondition(total <= part.body.count)
    }
}
