/// Why a file, a folder or standard input can't be read at all. What is wrong with one record is a `RejectedRecord`.
public enum CorpusError: Error, Hashable, CustomStringConvertible {
    case notFound(path: String)
    case unreadable(path: String, reason: String)
    case unknownFormat(path: String)
    /// Standard input has no name that could tell its format.
    case formatNeeded
    case dictionaryPartMissing(path: String, looked: [String])
    case dictionaryIndexDamaged(path: String, line: Int, reason: String)

    public var description: String {
        switch self {
        case .notFound(let path):
            "There is no file or folder \(path). Check the path."
        case .unreadable(let path, let reason):
            "\(path) can't be read: \(reason). Check that it exists, is complete and that you may read it."
        case .unknownFormat(let path):
            "The format of \(path) can't be told from its name. Known endings: \(DocumentFormat.endings.joined(separator: ", ")). "
                + "Rename it, or name its format (\(DocumentFormat.names))."
        case .formatNeeded:
            "Standard input has no file name that tells its format. Name the format (\(DocumentFormat.names))."
        case .dictionaryPartMissing(let path, let looked):
            "\(path) is one half of a dictionary, and the other half is missing. Looked for: \(looked.joined(separator: ", "))."
        case .dictionaryIndexDamaged(let path, let line, let reason):
            "\(path), line \(line): \(reason). Each line is: headword, tab, offset, tab, length (both in base 64). Fetch the file again."
        }
    }
}
