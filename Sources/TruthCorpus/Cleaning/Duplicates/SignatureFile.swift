import Foundation

/// The layout of a signature file: a header of 64 bytes, then blocks of sorted records, each with its checksum.
///
/// | offset | bytes | |
/// |---|---|---|
/// | 0 | 8 | `TGSIGNS1` |
/// | 8 | 8 | fingerprint of the settings |
/// | 16 | 8 | number of records |
/// | 24 | 32 | zero |
/// | 56 | 8 | checksum of the 56 bytes before |
///
/// A block is 1,024 records of 12 bytes (key 8, document 4; the last block has the rest) and 8 bytes of checksum over the block's number and
/// its records. All numbers are little-endian; records are in the order of key, then document.
enum SignatureFile {
    static let headerBytes = 64
    static let recordsPerBlock = 1024
    static let blockBytes = recordsPerBlock * SignatureRecord.byteCount + 8
    private static let magic = Array("TGSIGNS1".utf8)

    static func header(fingerprint: UInt64, records: Int) -> [UInt8] {
        var bytes = magic
        append(fingerprint, to: &bytes)
        append(UInt64(records), to: &bytes)
        bytes += [UInt8](repeating: 0, count: 32)
        append(TextHash(bytes.span).low, to: &bytes)
        return bytes
    }

    /// The settings' fingerprint and the number of records that a header states.
    ///
    /// - Throws: `CleaningError.signaturesDamaged`.
    static func read(header: [UInt8], path: String, fileBytes: Int) throws -> (fingerprint: UInt64, records: Int) {
        guard header.count == headerBytes, Array(header[..<8]) == magic else {
            throw CleaningError.signaturesDamaged(path: path, reason: "it does not begin as a signature file does")
        }
        guard TextHash(Array(header[..<56]).span).low == header.span.word(at: 56) else {
            throw CleaningError.signaturesDamaged(path: path, reason: "the header's checksum does not hold")
        }
        let records = Int(truncatingIfNeeded: header.span.word(at: 16))
        guard records >= 0, records < 1 << 48, fileBytes == self.fileBytes(records: records) else {
            throw CleaningError.signaturesDamaged(path: path, reason: "it has \(fileBytes) bytes, and \(records) records need others")
        }
        return (header.span.word(at: 8), records)
    }

    static func fileBytes(records: Int) -> Int {
        headerBytes + records * SignatureRecord.byteCount + (records + recordsPerBlock - 1) / recordsPerBlock * 8
    }

    static func checksum(block: Int, records: Span<UInt8>) -> UInt64 {
        TextHash.mixed(TextHash(records).low &+ UInt64(block) &* 0x9E37_79B9_7F4A_7C15)
    }

    static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * shift))) }
    }
}
