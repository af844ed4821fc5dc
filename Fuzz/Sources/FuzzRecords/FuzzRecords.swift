import Fuzzing
import TruthCorpus

/// Reads bytes as a JSON array, at once and element by element. A trap is a finding, and elements that differ.
@main
enum FuzzRecords {
    static func main() {
        runFuzzer { input in
            let bytes = (0..<input.byteCount).map { unsafe input.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
            let streamed = try? JSONPart.elements(ofArrayText: bytes)
            do throws(RecordFault) {
                let part = try JSONPart(parsing: bytes)
                walk(part)
                if part.isArray, !bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
                    precondition(streamed != nil && streamed! == part.elements.map { Array($0.rawBytes) })
                }
            } catch {
                precondition(error.offset >= 0 && error.offset <= bytes.count + 1 && !error.reason.isEmpty)
            }
        }
    }

    private static func walk(_ part: JSONPart) {
        _ = (part.text, part.integer, part["text"])
        for pair in part.pairs { walk(pair.value) }
        for element in part.elements { walk(element) }
    }
}
