import Foundation
import GRDB

extension EvidenceStore {
    /// Copies the store to one file while others go on using it.
    ///
    /// The copy is made beside `destination` and takes its name when it is complete, so that no half backup is ever found there.
    ///
    /// - Parameters:
    ///   - destination: A path; its folder must exist.
    ///   - replacing: Whether a file of that name may be replaced.
    ///   - progress: Is told the share that has been copied, from 0 to 1.
    /// - Throws: `EvidenceError`.
    public func backup(to destination: String, replacing: Bool = false, progress: (Double) -> Void = { _ in }) throws {
        let files = FileManager.default
        if !replacing, files.fileExists(atPath: destination) { throw EvidenceError.backupExists(path: destination) }
        let partial = "\(destination).partial-\(ProcessInfo.processInfo.processIdentifier)"
        defer { for ending in ["", "-journal"] where files.fileExists(atPath: partial + ending) { try? files.removeItem(atPath: partial + ending) } }
        try Self.translatingErrors(path: destination) {
            let copy = try DatabaseQueue(path: partial)
            try withoutActuallyEscaping(progress) { progress in
                try database.backup(to: copy, pagesPerStep: 1024) { step in
                    progress(Double(step.completedPageCount) / Double(max(1, step.totalPageCount)))
                }
            }
            // One file, without a write-ahead log beside it.
            try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        }
        if !replacing, files.fileExists(atPath: destination) { throw EvidenceError.backupExists(path: destination) }
        // Both paths are Swift strings, lent to the call as C strings.
        guard unsafe rename(partial, destination) == 0 else {
            throw EvidenceError.notWritable(path: destination, reason: "the finished backup can't be given its name (error \(errno))")
        }
    }
}
