/// Reads a file that is one document.
struct WholeFileReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private let convert: ([UInt8]) throws -> Document
    private var reader: ByteReader
    private var isDone = false

    /// - Parameter convert: Makes a document of the file's bytes; source, identity and hash are filled in here.
    init(file: InputFile, context: ReadingContext, convert: @escaping ([UInt8]) throws -> Document) throws {
        self.file = file
        self.context = context
        self.convert = convert
        reader = ByteReader(try TextBytes.open(file))
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        if isDone { return nil }
        isDone = true
        var raw: [UInt8] = []
        do {
            let limit = context.options.maximumRecordBytes
            guard let bytes = try reader.rest(limit: limit) else {
                return rejected("the file is longer than \(limit) bytes; split it into documents")
            }
            raw = bytes
            var document = try convert(bytes)
            if document.text.isEmpty { return rejected("the file has no text", raw: raw) }
            document.source = context.names.source
            document.identity = context.names.identity(file.name)
            document.rawHash = Document.hash(of: bytes)
            return .document(document)
        } catch let fault as RecordFault {
            return rejected(fault.reason, at: fault.offset, raw: raw)
        } catch {
            return rejected("\(error)", raw: raw)
        }
    }

    private func rejected(_ reason: String, at offset: Int? = nil, raw: [UInt8] = []) -> ReadRecord {
        let hash = raw.isEmpty ? nil : Document.hash(of: raw)
        return .rejected(RejectedRecord(file: file.place, byteOffset: offset, reason: reason, rawHash: hash))
    }
}
