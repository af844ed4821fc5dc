import Foundation

/// Reads the documents of a file, of a folder or of standard input, one at a time, holding one record in memory.
///
/// A folder is read with everything below it in the order of the names; hidden files are passed over, and links to folders are not
/// followed. What is wrong with a record is yielded in its place, and reading goes on.
///
/// ```swift
/// for record in try DocumentReader(path: "notes") {
///     if case .document(let document) = record { print(document.identity) }
/// }
/// ```
public final class DocumentReader: Sequence, IteratorProtocol {
    /// How far reading has come.
    public struct Progress: Sendable, Hashable {
        /// The bytes taken in so far, as they are stored.
        public var bytesRead: Int
        /// All there is to take in; `nil` for standard input.
        public var bytesTotal: Int?
    }

    private let options: ReadingOptions
    private let names: SourceNames
    private var files: ArraySlice<FileList.Item>
    private var current: (any RecordReader)?
    private var bytesOfFinishedFiles = 0
    private let bytesTotal: Int?

    /// Opens a file or a folder.
    ///
    /// - Throws: `CorpusError` when there is nothing at `path`, when it can't be opened, or when it is a file of an unknown format.
    public init(path: String, options: ReadingOptions = ReadingOptions()) throws {
        let list = try FileList(path: path)
        self.options = options
        names = SourceNames(root: list.root, isFolder: list.isFolder, source: options.source)
        files = list.items[...]
        bytesTotal = list.items.reduce(0) { $0 + $1.byteCount }
        // One file is asked for by name, so its faults are the caller's to hear at once.
        if !list.isFolder, let file = files.popFirst() { current = try open(file) }
    }

    private init(standardInput format: DocumentFormat, options: ReadingOptions) throws {
        self.options = options
        names = SourceNames(standardInput: options.source)
        files = []
        bytesTotal = nil
        let file = FileList.Item(path: "/dev/stdin", name: "standard input", byteCount: 0)
        current = try reader(of: file, format: format)
    }

    /// Reads standard input, whose format must be stated. Gzip is recognised.
    ///
    /// - Throws: `CorpusError.formatNeeded` without a format, or for the dict format, which consists of two files.
    public static func standardInput(options: ReadingOptions) throws -> DocumentReader {
        guard let format = options.format, format != .dictionary else { throw CorpusError.formatNeeded }
        return try DocumentReader(standardInput: format, options: options)
    }

    public var progress: Progress {
        Progress(bytesRead: bytesOfFinishedFiles + (current?.storedBytesRead ?? 0), bytesTotal: bytesTotal)
    }

    public func next() -> ReadRecord? {
        while true {
            if let record = current?.next() { return record }
            bytesOfFinishedFiles += current?.storedBytesRead ?? 0
            current = nil
            guard let file = files.popFirst() else { return nil }
            do {
                current = try open(file)
            } catch {
                bytesOfFinishedFiles += file.byteCount
                return .rejected(RejectedRecord(file: file.path, reason: "\(error)"))
            }
        }
    }

    private func open(_ file: FileList.Item) throws -> any RecordReader {
        guard let format = options.format ?? DocumentFormat(fileName: file.name) else {
            throw CorpusError.unknownFormat(path: file.path)
        }
        return try reader(of: file, format: format)
    }

    private func reader(of file: FileList.Item, format: DocumentFormat) throws -> any RecordReader {
        switch format {
        case .text: try WholeFileReader(file: file, names: names, options: options, convert: PlainText.document)
        case .markdown: try WholeFileReader(file: file, names: names, options: options, convert: Markdown.document)
        case .jsonLines: try JSONLinesReader(file: file, names: names, options: options)
        case .dictionary: try DictionaryReader(path: file.path, options: options)
        }
    }
}
