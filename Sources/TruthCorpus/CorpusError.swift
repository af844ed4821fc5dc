/// Why a file, a folder or standard input can't be read at all. What is wrong with one record is a `RejectedRecord`.
public enum CorpusError: Error, Hashable, CustomStringConvertible {
    case notFound(path: String)
    case unreadable(path: String, reason: String)
    case unknownFormat(path: String)
    /// The name leaves several formats open, and the contents are none of them.
    case unknownContents(path: String, looked: String)
    /// An archive, or a folder in one, that holds nothing that is known.
    case unknownArchive(path: String, holds: String)
    /// Standard input has no name that could tell its format.
    case formatNeeded
    case nestedTooDeep(path: String, limit: Int)
    case unpacksToTooMuch(path: String, reason: String)
    case columnMissing(path: String, column: String, found: [String])
    /// A program that reads the format isn't there.
    case programMissing(path: String, program: String, package: String)
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
        case .unknownContents(let path, let looked):
            "The contents of \(path) are of an unknown kind. Looked for: \(looked). If it is one of these, name its format (\(DocumentFormat.names))."
        case .unknownArchive(let path, let holds):
            "\(path) is an archive of an unknown service, or holds no documents. Looked for: data/tweets.js and its older names (X, Twitter), "
                + "outbox.json (Mastodon), and files ending in \(DocumentFormat.endings.joined(separator: ", ")). It holds: \(holds)."
        case .formatNeeded:
            "Standard input has no file name that tells its format. Name the format (\(DocumentFormat.names))."
        case .nestedTooDeep(let path, let limit):
            "\(path) lies in more than \(limit) archives or layers of compression. Unpack it, and add what is inside."
        case .unpacksToTooMuch(let path, let reason):
            "\(path) unpacks to \(reason), as archives do that are made to fill a disk; reading it was stopped. "
                + "If you trust it, unpack it and add the files."
        case .columnMissing(let path, let column, let found):
            "\(path) has no column \"\(column)\", which should hold the text. Its columns: \(found.joined(separator: ", ")). "
                + "Name the one with --text."
        case .programMissing(let path, let program, let package):
            "\(path) can't be read, because the program \(program) isn't installed. Install the package \(package)."
        case .dictionaryPartMissing(let path, let looked):
            "\(path) is one half of a dictionary, and the other half is missing. Looked for: \(looked.joined(separator: ", "))."
        case .dictionaryIndexDamaged(let path, let line, let reason):
            "\(path), line \(line): \(reason). Each line is: headword, tab, offset, tab, length (both in base 64). Fetch the file again."
        }
    }
}
