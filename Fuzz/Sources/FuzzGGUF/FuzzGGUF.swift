import Fuzzing
import TruthCheckpoints

/// Reads bytes as a checkpoint; the corpus makes it a GGUF file. A trap, or a tensor outside the file, is a finding.
@main
enum FuzzGGUF {
    static func main() {
        runFuzzer { bytes in
            do throws(CheckpointError) {
                let contents = try CheckpointContents.read(bytes, file: "fuzz")
                for tensor in contents.tensors {
                    precondition(tensor.byteOffset >= 0 && tensor.byteCount >= 0)
                    precondition(tensor.byteOffset <= bytes.byteCount - tensor.byteCount)
                }
                _ = Inspection(of: contents, path: "fuzz", fileByteCount: bytes.byteCount).description
            } catch {
                precondition(error.description.hasPrefix("fuzz"))
            }
        }
    }
}
