import Fuzzing
import TruthCorpus

/// Reads bytes as a record of a table. A trap is a finding, and fields that are others when written with quotes and read again.
@main
enum FuzzTable {
    static func main() {
        runFuzzer { input in
            let bytes = (0..<input.byteCount).map { unsafe input.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
            let delimiter = CSVRecord.delimiter(of: bytes)
            do throws(RecordFault) {
                let fields = try CSVRecord.fields(bytes, delimiter: delimiter)
                precondition(!fields.isEmpty)
                var written: [UInt8] = []
                for field in fields {
                    if !written.isEmpty { written.append(delimiter) }
                    written.append(UInt8(ascii: "\""))
                    for byte in field { written += byte == UInt8(ascii: "\"") ? [byte, byte] : [byte] }
                    written.append(UInt8(ascii: "\""))
                }
                let again = try CSVRecord.fields(written, delimiter: delimiter)
                precondition(again.elementsEqual(fields) { $0.elementsEqual($1) })
            } catch {
                precondition(error.offset >= 0 && error.offset <= bytes.count)
            }
        }
    }
}
