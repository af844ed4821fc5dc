import Crypto
import Foundation
public import TruthCorpus

/// The records that were set aside, as JSON Lines in the data directory: what is wrong, where, and no word of the record itself.
///
/// A record is written down once, however often its file is read. What was noted is on disk before the batch it belongs to is reported.
public final class RejectedLog {
    /// The file, `rejected.jsonl`.
    public let path: String
    private var known: Set<Data> = []
    private var waiting: [RejectedRecord] = []

    /// A line of the file.
    private struct Line: Codable {
        var file: String
        var record: Int?
        var byteOffset: Int?
        var reason: String
        var time: Date
    }

    /// Longer reasons are cut, so that no record gets into the file through an error that quotes it.
    static let longestReason = 300

    static func path(inFolder folder: String) -> String { folder + "/rejected.jsonl" }

    /// Opens the log in `folder`; a last line that a kill has cut off is taken away.
    ///
    /// - Throws: `EvidenceError.fileNotWritable`.
    public init(folder: String) throws {
        path = Self.path(inFolder: folder)
        guard FileManager.default.fileExists(atPath: path) else { return }
        try withFile { file in
            let bytes = try file.readToEnd() ?? Data()
            let end = bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
            if end < bytes.count { try file.truncate(atOffset: UInt64(end)) }
            let decoder = Self.decoder
            for line in bytes[..<end].split(separator: 0x0A) {
                // A line that isn't ours stays where it is.
                guard let line = try? decoder.decode(Line.self, from: line) else { continue }
                known.insert(Self.key(RejectedRecord(file: line.file, record: line.record, byteOffset: line.byteOffset, reason: line.reason)))
            }
        }
    }

    /// Notes `record`; it is written with the next `flush()`.
    public func append(_ record: RejectedRecord) {
        var record = record
        record.reason = String(record.reason.prefix(Self.longestReason))
        if known.insert(Self.key(record)).inserted { waiting.append(record) }
    }

    /// Writes what was noted, and waits until it is on disk.
    ///
    /// - Throws: `EvidenceError.fileNotWritable`, `.diskFull`.
    public func flush() throws {
        if waiting.isEmpty { return }
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var lines = Data()
        for record in waiting {
            let line = Line(
                file: record.file, record: record.record, byteOffset: record.byteOffset, reason: record.reason, time: Date())
            lines += try encoder.encode(line) + [0x0A]
        }
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        }
        try withFile { file in
            try file.seekToEnd()
            try file.write(contentsOf: lines)
            try file.synchronize()
        }
        waiting = []
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }

    private static func key(_ record: RejectedRecord) -> Data {
        Data(SHA256.hash(data: Data("\(record.file)\0\(record.record ?? -1)\0\(record.byteOffset ?? -1)\0\(record.reason)".utf8)))
    }

    /// Lends the file, which other processes can't touch meanwhile.
    private func withFile(_ work: (FileHandle) throws -> Void) throws {
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw EvidenceError.fileNotWritable(path: path, reason: "it can't be opened")
        }
        do {
            guard flock(file.fileDescriptor, LOCK_EX) == 0 else {
                throw EvidenceError.fileNotWritable(path: path, reason: "it can't be locked (error \(errno))")
            }
            try work(file)
            try file.close()
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw EvidenceError.diskFull(path: path)
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw EvidenceError.fileNotWritable(path: path, reason: error.localizedDescription)
        }
    }
}
