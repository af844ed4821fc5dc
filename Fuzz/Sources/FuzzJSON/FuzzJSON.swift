import Fuzzing
import TruthCheckpoints

/// Reads bytes as JSON. A trap is a finding, and a value that is another one after writing and reading it again.
@main
enum FuzzJSON {
    static func main() {
        runFuzzer { bytes in
            do throws(JSONError) {
                let value = try JSONValue.parse(bytes, file: "fuzz")
                let again = try JSONValue.parse(Array(value.description.utf8), file: "again")
                precondition(again == value)
            } catch {
                precondition(error.file == "fuzz" && error.byteOffset <= bytes.byteCount)
                precondition(error.description.hasPrefix("fuzz: invalid JSON"))
            }
        }
    }
}
