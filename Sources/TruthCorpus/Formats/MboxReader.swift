import Foundation

/// Reads mbox (RFC 4155), a message a document.
///
/// A message begins at a line `From ` behind an empty line, or at the start. `>From ` inside a message loses one mark (mboxrd).
struct MboxReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private var reader: ByteReader
    private var number = 0
    private var hasFailed = false
    /// Whether the line that opens the next message has been taken.
    private var isInsideMailbox = false

    init(file: InputFile, context: ReadingContext) throws {
        self.file = file
        self.context = context
        reader = ByteReader(try file.open())
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        while !hasFailed {
            do {
                guard let message = try takeMessage() else { return nil }
                number += 1
                let record = context.record(outcome(message), of: file.place, number: number, offset: message.offset, raw: message.bytes)
                if let record { return record }
            } catch {
                hasFailed = true
                let reason = (error as? RecordFault)?.reason ?? "\(error)"
                return .rejected(RejectedRecord(file: file.place, record: number, reason: reason))
            }
        }
        return nil
    }

    /// The lines up to the next message's first.
    private mutating func takeMessage() throws -> ByteReader.Record? {
        let limit = context.options.maximumRecordBytes
        if !isInsideMailbox {
            var first = try reader.nextLine(limit: limit)
            while let line = first, line.bytes.isEmpty, !line.isTooLong { first = try reader.nextLine(limit: limit) }
            guard let line = first else { return nil }
            guard Mailbox.opensMessage(line.bytes) else { throw RecordFault(reason: "the file doesn't begin with a line \"From \"; this is no mbox") }
            isInsideMailbox = true
        }
        var message = ByteReader.Record(bytes: [], offset: reader.offset, isTooLong: false, isComplete: true)
        var isBehindEmptyLine = true
        while let line = try reader.nextLine(limit: limit) {
            if isBehindEmptyLine, Mailbox.opensMessage(line.bytes) { return message }
            isBehindEmptyLine = line.bytes.isEmpty && !line.isTooLong
            if line.isTooLong || message.bytes.count + line.bytes.count > limit {
                message.isTooLong = true
                message.bytes = []
            }
            if !message.isTooLong {
                message.bytes += Mailbox.unquoted(line.bytes)
                message.bytes.append(0x0A)
            }
        }
        // The file may end right behind a line that opens a message.
        isInsideMailbox = false
        return message.bytes.isEmpty && !message.isTooLong ? nil : message
    }

    private func outcome(_ record: ByteReader.Record) -> ReadOutcome {
        if record.isTooLong { return .fault(RecordFault(reason: "the message is longer than \(context.options.maximumRecordBytes) bytes")) }
        do throws(RecordFault) {
            let message = MailPart(record.bytes)
            let text = try MailText.text(of: message)
            if text.isEmpty { return .leftOut(.withoutText) }
            var document = Document(identity: "", title: message.phrase("subject"), text: text, source: context.names.source)
            document.author = message.phrase("from").map(MailText.person)
            document.language = XPost.language(message.header("content-language"))
            document.url = message.header("archived-at").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "<> \t")) }
            let date = message.header("date")
            document.created = date.flatMap(DateText.date)
            if date != nil, document.created == nil { context.tally.count(.dateNotUnderstood) }
            let hash = Document.hash(of: record.bytes)
            document.rawHash = hash
            // Without a number of its own, a message is what it is, byte by byte.
            let number = message.header("message-id").flatMap(MailText.firstID)
            document.identity = context.names.identity(number ?? hash.prefix(16).map { String(format: "%02x", $0) }.joined())
            document.replyTo = message.header("in-reply-to").flatMap(MailText.firstID).map { context.names.identity($0) }
            return .document(document)
        } catch {
            return .fault(error)
        }
    }
}
