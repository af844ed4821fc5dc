/// Why the evidence store can't do what it was asked.
public enum EvidenceError: Error, Hashable, CustomStringConvertible {
    case notWritable(path: String, reason: String)
    case damaged(path: String, reason: String)
    /// A database, but of another program.
    case notAStore(path: String)
    /// Written by a newer version of this program.
    case newerSchema(path: String)
    case diskFull(path: String)
    case locked(path: String, seconds: Int)
    case backupExists(path: String)
    case database(path: String, reason: String)
    /// A file that belongs to the store, such as the list of rejected records.
    case fileNotWritable(path: String, reason: String)
    /// Documents were forgotten, and the key that recognises them is gone or isn't theirs.
    case forgetKeyUnusable(path: String, reason: String)
    /// It is decided, and the next opening of the store goes on with it.
    case forgettingUnfinished(path: String, reason: String)
    case nothingSelected(query: String)

    public var description: String {
        switch self {
        case .notWritable(let path, let reason):
            "The evidence store \(path) can't be opened for writing: \(reason). Check that its folder exists, that you may write to it "
                + "and that the file system isn't read-only, or choose another data directory."
        case .damaged(let path, let reason):
            "The evidence store \(path) is damaged: \(reason). Put a backup in its place, or move the file away and add the documents again."
        case .notAStore(let path):
            "\(path) is a database, but not an evidence store. Choose another data directory, or move the file away."
        case .newerSchema(let path):
            "The evidence store \(path) was written by a newer version of this program. Update the program, or use another data directory."
        case .diskFull(let path):
            "The disk that holds \(path) is full. What was reported as added is kept, the rest was not added. Free some space and run it again."
        case .locked(let path, let seconds):
            "Another process has kept \(path) locked for \(seconds) s. Wait until it has finished, or stop it, and try again."
        case .backupExists(let path):
            "\(path) exists already and is kept. Choose another name for the backup, or ask to replace it."
        case .database(let path, let reason):
            "The evidence store \(path) reports: \(reason)."
        case .fileNotWritable(let path, let reason):
            "\(path) can't be written: \(reason). Check that its folder is yours, isn't read-only and has space, and try again."
        case .forgetKeyUnusable(let path, let reason):
            "Documents were forgotten, and they are recognised with the key in \(path), which can't be used: \(reason). "
                + "Put the file back from a backup; without it they could come back unnoticed, so nothing is added or forgotten."
        case .forgettingUnfinished(let path, let reason):
            "The documents are gone from \(path), but their bytes are still in files: \(reason) "
                + "When that is mended, the next command that opens the store finishes it."
        case .nothingSelected(let query):
            "\"\(query)\" has no word to look for. Name at least one."
        }
    }
}
