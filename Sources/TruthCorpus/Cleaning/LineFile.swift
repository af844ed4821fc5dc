import Foundation

/// A file that is written aside, in large pieces, and gets its name at the end.
final class LineFile {
    let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private static let pieceBytes = 1 << 20

    /// - Throws: `CleaningError.unwritable`.
    init(path: String) throws {
        self.path = path
        guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
            throw CleaningError.unwritable(path: path, reason: "it can't be made")
        }
        self.handle = handle
    }

    func write(_ bytes: some Collection<UInt8>) throws {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.pieceBytes { try flush() }
    }

    /// Writes the rest, and gives the file another name when one is stated.
    ///
    /// - Throws: `CleaningError.unwritable`.
    func finish(as name: String? = nil) throws {
        try flush()
        do {
            try handle.synchronize()
            try handle.close()
            guard let name else { return }
            if FileManager.default.fileExists(atPath: name) { try FileManager.default.removeItem(atPath: name) }
            try FileManager.default.moveItem(atPath: path, toPath: name)
        } catch {
            throw CleaningError.unwritable(path: name ?? path, reason: error.localizedDescription)
        }
    }

    private func flush() throws {
        do {
            try handle.write(contentsOf: buffer)
        } catch {
            throw CleaningError.unwritable(path: path, reason: error.localizedDescription)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
