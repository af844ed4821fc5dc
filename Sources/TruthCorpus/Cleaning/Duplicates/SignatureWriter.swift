import Foundation

/// Writes a signature file: aside, then renamed, so that a file is whole or not there.
final class SignatureWriter {
    private let path: String
    private let fingerprint: UInt64
    private let handle: FileHandle
    private var block: [UInt8] = []
    private var blocks = 0
    private var records = 0

    private var part: String { path + ".part" }

    /// - Throws: `CleaningError.unwritable`.
    init(path: String, fingerprint: UInt64) throws {
        self.path = path
        self.fingerprint = fingerprint
        guard FileManager.default.createFile(atPath: path + ".part", contents: nil), let handle = FileHandle(forWritingAtPath: path + ".part") else {
            throw CleaningError.unwritable(path: path + ".part", reason: "it can't be made")
        }
        self.handle = handle
        try write(SignatureFile.header(fingerprint: fingerprint, records: 0))
    }

    /// Adds the next record; they come in order.
    ///
    /// - Throws: `CleaningError.unwritable`.
    func append(_ record: SignatureRecord) throws {
        record.write(to: &block)
        records += 1
        if block.count == SignatureFile.recordsPerBlock * SignatureRecord.byteCount { try writeBlock() }
    }

    /// Writes the rest and the header, and gives the file its name.
    ///
    /// - Throws: `CleaningError.unwritable`.
    func finish() throws {
        if !block.isEmpty { try writeBlock() }
        do {
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: SignatureFile.header(fingerprint: fingerprint, records: records))
            try handle.synchronize()
            try handle.close()
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            try FileManager.default.moveItem(atPath: part, toPath: path)
        } catch {
            throw CleaningError.unwritable(path: path, reason: error.localizedDescription)
        }
    }

    private func writeBlock() throws {
        let checksum = SignatureFile.checksum(block: blocks, records: block.span)
        SignatureFile.append(checksum, to: &block)
        try write(block)
        block.removeAll(keepingCapacity: true)
        blocks += 1
    }

    private func write(_ bytes: [UInt8]) throws {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw CleaningError.unwritable(path: part, reason: error.localizedDescription)
        }
    }
}
