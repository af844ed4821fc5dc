import Foundation

/// Reads JSON Lines: one JSON object a line.
struct JSONLinesReader: RecordReader {
    private let file: FileList.Item
    private let names: SourceNames
    private let limit: Int
    private let decoder = JSONDecoder()
    private var reader: ByteReader
    private var lineNumber = 0
    private var hasFailed = false

    init(file: FileList.Item, names: SourceNames, options: ReadingOptions) throws {
        self.file = file
        self.names = names
        limit = options.maximumRecordBytes
        decoder.userInfo[JSONRecord.columnsKey] = options.columns
        reader = ByteReader(try CompressedFile(path: file.path))
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        if hasFailed { return nil }
        do {
            while let line = try reader.nextLine(limit: limit) {
                lineNumber += 1
                if line.isTooLong { return rejected("the line is longer than \(limit) bytes", at: line.offset) }
                do {
                    let text = try UTF8Text.decode(line.bytes)
                    if text.allSatisfy(\.isWhitespace) { continue }
                    return .document(try document(text))
                } catch {
                    return rejected(error.reason, at: line.offset + error.offset)
                }
            }
            return nil
        } catch {
            hasFailed = true
            return rejected("\(error)")
        }
    }

    private func document(_ line: String) throws(UTF8Text.Fault) -> Document {
        let record: JSONRecord
        do {
            record = try decoder.decode(JSONRecord.self, from: Data(line.utf8))
        } catch {
            throw UTF8Text.Fault(offset: 0, reason: JSONRecord.reason(error))
        }
        var document = Document(
            identity: "", title: record.title, text: record.text, source: record.source ?? names.source, author: record.author,
            created: record.created, url: record.url, licence: record.licence)
        // Without a number of its own, a record is what it says: the same words by the same author at the same time.
        let name = record.id ?? Document.shortHash(of: [record.text, record.author ?? "", record.date ?? "", record.url ?? ""].joined(separator: "\u{1F}"))
        document.identity = names.identity(name, source: record.source)
        return document
    }

    private func rejected(_ reason: String, at offset: Int? = nil) -> ReadRecord {
        .rejected(RejectedRecord(file: file.path, record: lineNumber, byteOffset: offset, reason: reason))
    }
}
