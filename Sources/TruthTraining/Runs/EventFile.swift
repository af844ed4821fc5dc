import Foundation

/// TensorBoard's event file: TFRecords of `Event` messages with scalar summaries.
///
/// Formats: tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto and framework/summary.proto.
package final class EventFile {
    private let handle: FileHandle

    /// Makes the file anew, with entries of a log.
    package init(path: String, entries: [RunLog.Entry] = []) throws {
        do {
            guard FileManager.default.createFile(atPath: path, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
            handle = try FileHandle(forWritingTo: URL(filePath: path))
        } catch {
            throw RunError.unwritable(path: path, reason: error.systemReason)
        }
        var version = Protobuf()
        version.add(1, double: Date.now.timeIntervalSince1970)
        version.add(3, bytes: Array("brain.Event:2".utf8))
        try write(version.bytes)
        for entry in entries { try add(entry) }
    }

    package func add(_ entry: RunLog.Entry) throws {
        switch entry {
        case .step(let report):
            try add(report.step, [
                ("train/loss", report.loss), ("train/gradient_norm", report.gradientNorm), ("train/rate_factor", report.rateFactor),
                ("speed/tokens_per_second", report.tokensPerSecond),
            ])
        case .evaluation(let report):
            try add(
                report.step,
                [("validation/loss", report.loss)] + report.scores.map { ("validation/" + $0.name.replacing(" ", with: "_"), $0.value) })
        case .sample: break
        }
    }

    private func add(_ step: Int, _ values: [(tag: String, value: Double)]) throws {
        var summary = Protobuf()
        for (tag, value) in values {
            var entry = Protobuf()
            entry.add(1, bytes: Array(tag.utf8))
            entry.add(2, float: Float(value))
            summary.add(1, bytes: entry.bytes)
        }
        var event = Protobuf()
        event.add(1, double: Date.now.timeIntervalSince1970)
        event.add(2, integer: UInt64(step))
        event.add(5, bytes: summary.bytes)
        try write(event.bytes)
    }

    /// A TFRecord: length, its checksum, the message, its checksum.
    private func write(_ message: [UInt8]) throws {
        let length = Protobuf.littleEndian(UInt64(message.count))
        let record = length + Protobuf.littleEndian(CRC32C.masked(length)) + message + Protobuf.littleEndian(CRC32C.masked(message))
        do {
            try handle.write(contentsOf: Data(record))
        } catch {
            throw RunError.unwritable(path: "the TensorBoard events", reason: error.systemReason)
        }
    }
}

/// The few parts of Protocol Buffers' wire format that events need.
struct Protobuf {
    private(set) var bytes: [UInt8] = []

    static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    mutating func add(_ field: Int, integer: UInt64) {
        append(UInt64(field << 3))
        append(integer)
    }

    mutating func add(_ field: Int, double: Double) {
        append(UInt64(field << 3 | 1))
        bytes += Self.littleEndian(double.bitPattern)
    }

    mutating func add(_ field: Int, float: Float) {
        append(UInt64(field << 3 | 5))
        bytes += Self.littleEndian(float.bitPattern)
    }

    mutating func add(_ field: Int, bytes content: [UInt8]) {
        append(UInt64(field << 3 | 2))
        append(UInt64(content.count))
        bytes += content
    }

    private mutating func append(_ varint: UInt64) {
        var rest = varint
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}

/// The Castagnoli checksum (RFC 3720), masked as TFRecords do.
enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { table[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }

    static func masked(_ bytes: [UInt8]) -> UInt32 {
        let sum = checksum(bytes)
        return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
    }
}
