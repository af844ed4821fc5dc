import Foundation

/// Reads a PDF through poppler's `pdftotext`, which is run without a shell, for a limited time, with a limit to what it may say.
struct PDFReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private let disk: FileBytes
    private let program: String
    private var isDone = false

    /// - Throws: `CorpusError.programMissing` where there is no `pdftotext` on the path.
    init(file: InputFile, context: ReadingContext) throws {
        self.file = file
        self.context = context
        guard let program = ChildProgram.find("pdftotext") else {
            throw CorpusError.programMissing(path: file.place, program: "pdftotext", package: "poppler-utils (on a Mac: poppler)")
        }
        self.program = program
        let source = try file.onDisk().open()
        guard let disk = source as? FileBytes else { throw CorpusError.unreadable(path: file.place, reason: "it isn't a file") }
        self.disk = disk
    }

    var storedBytesRead: Int { isDone ? disk.byteCount : 0 }

    mutating func next() -> ReadRecord? {
        if isDone { return nil }
        isDone = true
        do {
            guard let document = try document() else {
                let reason = "the PDF has no text; its pages may be pictures, which need text recognition"
                return .rejected(RejectedRecord(file: file.place, reason: reason))
            }
            return .document(document)
        } catch {
            return .rejected(RejectedRecord(file: file.place, reason: (error as? RecordFault)?.reason ?? "\(error)"))
        }
    }

    private func document() throws -> Document? {
        let options = context.options
        // With -htmlmeta the text stands in one <pre>, behind what the file says of itself.
        let output = try ChildProgram.output(
            of: program, arguments: ["-enc", "UTF-8", "-nopgbrk", "-htmlmeta", "-", "-"], input: disk.rewound(), seconds: options.maximumPDFSeconds,
            maximumByteCount: min(options.maximumRecordBytes, LibXML.maximumByteCount))
        let page = try LibXML.html(String(decoding: output, as: UTF8.self))
        var text = ""
        var metadata: [String: String] = [:]
        page.forEachElement { element in
            if element.name == "pre" { text += element.string }
            if element.name == "title" { metadata["title"] = element.phrase }
            if element.name == "meta", let name = element.attributes["name"], let value = element.attributes["content"], !value.isEmpty {
                metadata[name.lowercased()] = value
            }
        }
        var document = PlainText.document(text.replacing(plain: "\u{C}", with: "\n\n"))
        if document.text.isEmpty { return nil }
        document.title = metadata["title"]
        document.author = metadata["author"]
        document.source = context.names.source
        document.identity = context.names.identity(file.name)
        document.created = metadata["creationdate"].flatMap(Self.date)
        if metadata["creationdate"] != nil, document.created == nil { context.tally.count(.dateNotUnderstood) }
        document.rawHash = try hash()
        return document
    }

    /// `2018-05-22T10:00:00+02`, or the form inside of PDF: `D:20180522100000+02'00'`.
    private static func date(_ text: String) -> Date? {
        if let date = DateText.date(text) { return date }
        let digits = text.hasPrefix("D:") ? Array(text.dropFirst(2)) : Array(text)
        guard digits.count >= 14, digits[..<14].allSatisfy(\.isNumber) else { return nil }
        func part(_ range: Range<Int>) -> String { String(digits[range]) }
        let zone = digits.count >= 17 && digits[14] != "Z" ? String(digits[14..<17]) : "Z"
        return DateText.date("\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(8..<10)):\(part(10..<12)):\(part(12..<14))\(zone)")
    }

    private func hash() throws -> Data {
        var reader = ByteReader(disk.again())
        return try Document.hash(pieces: { try reader.bytes(from: reader.offset, count: ByteReader.blockSize) })
    }
}
