/// Reads a file that is one document.
struct WholeFileReader: RecordReader {
    private let file: FileList.Item
    private let names: SourceNames
    private let limit: Int
    private let convert: (String) throws -> Document
    private var reader: ByteReader
    private var isDone = false

    /// - Parameter convert: Makes a document of the file's text; source and identity are filled in here.
    init(
        file: FileList.Item, names: SourceNames, options: ReadingOptions, convert: @escaping (String) throws -> Document
    ) throws {
        self.file = file
        self.names = names
        self.convert = convert
        limit = options.maximumRecordBytes
        reader = ByteReader(try CompressedFile(path: file.path))
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        if isDone { return nil }
        isDone = true
        do {
            guard let bytes = try reader.rest(limit: limit) else {
                return rejected("the file is longer than \(limit) bytes; split it into documents")
            }
            var document = try convert(try UTF8Text.decode(bytes))
            if document.text.isEmpty { return rejected("the file has no text") }
            document.source = names.source
            document.identity = names.identity(file.name)
            return .document(document)
        } catch let fault as UTF8Text.Fault {
            return rejected(fault.reason, at: fault.offset)
        } catch {
            return rejected("\(error)")
        }
    }

    private func rejected(_ reason: String, at offset: Int? = nil) -> ReadRecord {
        .rejected(RejectedRecord(file: file.path, byteOffset: offset, reason: reason))
    }
}
