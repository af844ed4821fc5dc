import Foundation

/// Reads an EPUB, a chapter a document, in the order of the book's spine.
struct EPUBReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private var members: [String: [UInt8]] = [:]
    private var book = EPUBPackage()
    private var waiting: ArraySlice<String> = []
    private var number = 0
    private var fault: String?
    private let byteCount: Int

    /// - Throws: `CorpusError` when the file can't be opened.
    init(file: InputFile, context: ReadingContext) throws {
        self.file = file
        self.context = context
        let disk = try file.onDisk()
        byteCount = file.byteCount
        do {
            members = try Self.members(of: try disk.open(), context: context)
            book = try EPUBPackage(members)
            waiting = book.chapters[...]
        } catch {
            fault = (error as? RecordFault)?.reason ?? "\(error)"
        }
    }

    var storedBytesRead: Int { waiting.isEmpty ? byteCount : 0 }

    /// Everything that is markup; pictures and fonts are passed over.
    private static func members(of source: any ByteSource, context: ReadingContext) throws -> [String: [UInt8]] {
        let archive = try ArchiveStream(source, kind: .zip, budget: context.budget)
        var members: [String: [UInt8]] = [:]
        var total = 0
        while let member = try archive.nextMember() {
            let ending = (member.name.lowercased() as NSString).pathExtension
            guard member.isFile, ["xhtml", "html", "htm", "xml", "opf"].contains(ending) else { continue }
            if member.isEncrypted { throw RecordFault(reason: "\(member.name) is encrypted; the book can't be read") }
            guard let bytes = try rest(of: archive, limit: context.options.maximumRecordBytes - total) else {
                throw RecordFault(reason: "the book has more than \(context.options.maximumRecordBytes) bytes of text")
            }
            total += bytes.count
            members[member.name] = bytes
        }
        let encryption = members["META-INF/encryption.xml"].map { String(decoding: $0, as: UTF8.self) }
        if encryption?.contains("EncryptedData") == true, members["META-INF/rights.xml"] != nil {
            throw RecordFault(reason: "the book is encrypted (it has digital rights management); it can't be read")
        }
        return members
    }

    private static func rest(of archive: ArchiveStream, limit: Int) throws -> [UInt8]? {
        var bytes: [UInt8] = []
        while true {
            let piece = try archive.read(upTo: ByteReader.blockSize)
            if piece.isEmpty { return bytes }
            bytes += piece
            if bytes.count > limit { return nil }
        }
    }

    mutating func next() -> ReadRecord? {
        if let reason = fault {
            fault = nil
            return .rejected(RejectedRecord(file: file.place, reason: reason))
        }
        while let name = waiting.popFirst() {
            number += 1
            if let record = context.record(chapter(name), of: file.place, number: number, offset: nil) { return record }
        }
        return nil
    }

    private func chapter(_ name: String) -> ReadOutcome {
        guard let bytes = members[name] else { return .fault(RecordFault(reason: "the chapter \(name) isn't in the file")) }
        do throws(RecordFault) {
            var document = try HTMLDocument.document(bytes, tally: context.tally)
            if document.text.isEmpty { return .leftOut(.withoutText) }
            let title = [book.title, document.title].compactMap { $0 }
            document.title = title.count == 2 && title[0] == title[1] ? title[0] : title.isEmpty ? nil : title.joined(separator: ": ")
            document.source = context.names.source
            document.identity = context.names.identity("\(book.identifier ?? file.name)/\(name)")
            document.author = book.author
            document.language = XPost.language(book.language) ?? document.language
            document.licence = book.licence
            document.created = book.date.flatMap(DateText.date)
            if book.date != nil, document.created == nil { context.tally.count(.dateNotUnderstood) }
            document.rawHash = Document.hash(of: bytes)
            return .document(document)
        } catch {
            return .fault(RecordFault(offset: error.offset, reason: "\(name): \(error.reason)"))
        }
    }
}
