import Foundation

/// Reads the documents of a file, of a folder or of standard input, one at a time, holding one record in memory.
///
/// Archives and compressed files are read without unpacking them to the disk, wherever they lie. A folder is read with everything below
/// it in the order of the names; hidden files are passed over, and links to folders are not followed. What is wrong with a record is
/// yielded in its place, and reading goes on.
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

    private var reader: any RecordReader
    private let tally = ReadingContext.Tally()
    private let bytesTotal: Int?
    private var isDone = false

    /// Opens a file or a folder.
    ///
    /// - Throws: `CorpusError` when there is nothing at `path`, when it can't be opened, or when it is a file of an unknown format.
    public init(path: String, options: ReadingOptions = ReadingOptions()) throws {
        let list = try FileList(path: path)
        let names = SourceNames(root: list.root, isFolder: list.isFolder, source: options.source)
        let total = list.items.reduce(0) { $0 + $1.byteCount }
        let budget = UnpackingBudget(options: options) { total }
        let opener = FormatOpener(context: ReadingContext(options: options, names: names, tally: tally, budget: budget))
        bytesTotal = total
        // One file is asked for by name, so its faults are the caller's to hear at once.
        reader = list.isFolder ? try CollectionReader(list, opener: opener) : try opener.reader(of: list.items[0])
    }

    private init(standardInput file: InputFile, options: ReadingOptions) throws {
        bytesTotal = nil
        let budget = UnpackingBudget(options: options) { Int.max }
        let names = SourceNames(standardInput: options.source)
        let opener = FormatOpener(context: ReadingContext(options: options, names: names, tally: tally, budget: budget))
        reader = try opener.reader(of: file)
    }

    /// Reads standard input. Its format must be stated, unless it is an archive, a PDF or an EPUB, which tell themselves.
    ///
    /// - Throws: `CorpusError`: `formatNeeded` where nothing tells the format, and for the dict format, which consists of two files.
    public static func standardInput(options: ReadingOptions) throws -> DocumentReader {
        if options.format == .dictionary { throw CorpusError.formatNeeded }
        return try DocumentReader(standardInput: .standardInput, options: options)
    }

    public var progress: Progress {
        Progress(bytesRead: isDone ? bytesTotal ?? reader.storedBytesRead : reader.storedBytesRead, bytesTotal: bytesTotal)
    }

    /// How often something was left out on purpose, or kept only in part, so far.
    public var leftOut: [LeftOut: Int] { tally.counts }

    public func next() -> ReadRecord? {
        let record = reader.next()
        if record == nil { isDone = true }
        return record
    }
}
