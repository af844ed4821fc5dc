/// Why bytes can't become a tensor.
public enum TensorError: Error, Hashable, CustomStringConvertible {
    /// The file can't be opened or mapped; `reason` is the system's.
    case unreadable(path: String, reason: String)
    case isDirectory(path: String)
    case notARegularFile(path: String)
    case emptyFile(path: String)
    /// Rows or columns that no matrix can have.
    case invalidShape(rows: Int, columns: Int)
    /// A row of a quantised matrix must be whole blocks.
    case partialBlock(type: ElementType, columns: Int)
    /// The matrix would end behind its file.
    case outsideFile(path: String, offset: Int, byteCount: Int, fileByteCount: Int)
    /// Owned bytes of the wrong number.
    case unexpectedByteCount(type: ElementType, rows: Int, columns: Int, expected: Int, found: Int)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "\(path) can't be read: \(reason). Check the path and its permissions."
        case .isDirectory(let path):
            "\(path) is a directory; expected a file. Name the file inside it."
        case .notARegularFile(let path):
            "\(path) is not a regular file; only regular files can be mapped into memory."
        case .emptyFile(let path):
            "\(path) is empty. It may be an unfinished download; fetch it again."
        case .invalidShape(let rows, let columns):
            "A matrix of \(rows) rows and \(columns) columns can't exist; both must be positive and their product must fit in memory."
        case .partialBlock(let type, let columns):
            "\(type.rawValue) stores rows in blocks of \(type.elementsPerBlock); \(columns) columns are not a multiple of it."
        case .outsideFile(let path, let offset, let byteCount, let fileByteCount):
            "\(path): a matrix of \(byteCount) bytes at offset \(offset) ends behind the file's \(fileByteCount) bytes. The file may be cut short."
        case .unexpectedByteCount(let type, let rows, let columns, let expected, let found):
            "\(rows) × \(columns) numbers of \(type.rawValue) take \(expected) bytes; found \(found)."
        }
    }
}
