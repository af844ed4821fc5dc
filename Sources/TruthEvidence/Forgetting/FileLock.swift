import Foundation

/// A lock that processes share through a file. The system takes it back when its holder ends, however that happens.
final class FileLock {
    private let file: FileHandle

    /// Takes the lock, or returns `nil` when another process has it.
    ///
    /// - Throws: `EvidenceError.fileNotWritable` when there can be no such file.
    init?(path: String) throws {
        let files = FileManager.default
        if !files.fileExists(atPath: path) { _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) }
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw EvidenceError.fileNotWritable(path: path, reason: "it can't be opened")
        }
        guard flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            try file.close()
            return nil
        }
        self.file = file
    }

    /// Waits for the lock.
    ///
    /// - Throws: `EvidenceError.locked` after `patience` seconds, `.fileNotWritable`.
    static func wait(path: String, patience: Int = EvidenceError.patience) throws -> FileLock {
        for _ in 0..<patience * 50 {
            if let lock = try FileLock(path: path) { return lock }
            Thread.sleep(forTimeInterval: 0.02)
        }
        throw EvidenceError.locked(path: path, seconds: patience)
    }

    deinit {
        // Closing gives the lock back, and so does the end of the process if closing should fail.
        try? file.close()
    }
}
