import Foundation

/// Reads tables with a header: CSV, TSV, and the public files of Community Notes.
struct TableReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private var reader: ByteReader
    private let delimiter: UInt8
    private let columns: [String]
    private let layout: TableColumns
    /// Community Notes and other plain tables never quote.
    private let hasQuotes: Bool
    private var number = 0
    private var hasFailed = false

    /// - Throws: `CorpusError` when the file can't be opened or has no column for the text.
    init(file: InputFile, format: DocumentFormat, context: ReadingContext) throws {
        self.file = file
        self.context = context
        reader = ByteReader(try TextBytes.open(file))
        var scanner = CSVRecordScanner(delimiter: UInt8(ascii: ","))
        let header = try reader.take(with: &scanner, limit: min(1 << 20, context.options.maximumRecordBytes))
        if header.isTooLong { throw CorpusError.unreadable(path: file.place, reason: "the first line is too long to be the names of columns") }
        let bytes = header.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(header.bytes.dropFirst(3)) : header.bytes
        delimiter = format == .csv ? CSVRecord.delimiter(of: bytes) : 0x09
        do {
            columns = try CSVRecord.fields(bytes, delimiter: delimiter).map { try UTF8Text.decode(Array($0)).trimmingCharacters(in: .whitespaces) }
        } catch {
            throw CorpusError.unreadable(path: file.place, reason: "the names of the columns: \((error as? RecordFault)?.reason ?? "\(error)")")
        }
        let areNotes = format == .communityNotes || TableColumns.areCommunityNotes(columns)
        hasQuotes = !(areNotes && delimiter == 0x09)
        layout = areNotes ? .communityNotes(columns) : TableColumns(columns, options: context.options)
        if layout.text == nil, !header.bytes.isEmpty {
            throw CorpusError.columnMissing(path: file.place, column: context.options.columns.text ?? (areNotes ? "summary" : "text"), found: columns)
        }
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        while !hasFailed {
            do {
                guard let record = try takeRecord() else { return nil }
                if record.bytes.allSatisfy({ $0 == 0x0A || $0 == 0x0D }), !record.isTooLong { continue }
                number += 1
                let made = context.record(outcome(record), of: file.place, number: number, offset: record.offset, raw: record.bytes)
                if let made { return made }
            } catch {
                hasFailed = true
                return .rejected(RejectedRecord(file: file.place, record: number, reason: "\(error)"))
            }
        }
        return nil
    }

    private mutating func takeRecord() throws -> ByteReader.Record? {
        guard try reader.peek() != nil else { return nil }
        let limit = context.options.maximumRecordBytes
        guard hasQuotes else {
            return try reader.nextLine(limit: limit).map { .init(bytes: $0.bytes, offset: $0.offset, isTooLong: $0.isTooLong, isComplete: true) }
        }
        var scanner = CSVRecordScanner(delimiter: delimiter)
        var record = try reader.take(with: &scanner, limit: limit)
        if !record.isComplete, scanner.isInsideQuotes, let end = record.bytes.firstIndex(of: 0x0A) {
            // A quote that is never closed would swallow the rest of the file: only its own line is given up.
            reader.putBack(record.bytes[(end + 1)...])
            record.bytes.removeSubrange((end + 1)...)
        }
        return record
    }

    private func outcome(_ record: ByteReader.Record) -> ReadOutcome {
        if record.isTooLong { return .fault(RecordFault(reason: "the record is longer than \(context.options.maximumRecordBytes) bytes")) }
        do throws(RecordFault) {
            let fields = try CSVRecord.fields(record.bytes, delimiter: delimiter, hasQuotes: hasQuotes)
            guard fields.count == columns.count else {
                throw RecordFault(reason: "\(fields.count) fields where the header has \(columns.count)")
            }
            return .document(try document(fields, record.bytes))
        } catch {
            return .fault(error)
        }
    }

    private func document(_ fields: [ArraySlice<UInt8>], _ record: [UInt8]) throws(RecordFault) -> Document {
        func value(_ column: Int?) throws(RecordFault) -> String? {
            guard let column, !fields[column].isEmpty else { return nil }
            let field = fields[column]
            return try UTF8Text.decode(field.span)
        }
        guard let text = try value(layout.text), !text.allSatisfy(\.isWhitespace) else {
            throw RecordFault(reason: "the column \"\(columns[layout.text!])\" is empty")
        }
        var document = Document(identity: "", title: try value(layout.title), text: text, source: "")
        document.author = try value(layout.author)
        document.url = try value(layout.url)
        document.licence = try value(layout.licence)
        document.language = XPost.language(try value(layout.language))
        let date = try value(layout.date)
        if let date { document.created = try DateText.created(date) }
        let stated = layout.isCommunityNotes ? context.options.source ?? TableColumns.communityNotesSource : try value(layout.source)
        document.source = stated ?? context.names.source
        let id = try value(layout.id)
        if layout.isCommunityNotes {
            document.url = id.map { "https://x.com/i/birdwatch/n/\($0)" }
            document.replyTo = try value(layout.reply).map { XPost.address(of: $0, handle: nil) }
        }
        document.rawHash = Document.hash(of: record)
        let name = id ?? Document.shortHash(of: [text, document.author ?? "", date ?? "", document.url ?? ""].joined(separator: "\u{1F}"))
        document.identity = context.names.identity(name, source: stated)
        return document
    }
}
