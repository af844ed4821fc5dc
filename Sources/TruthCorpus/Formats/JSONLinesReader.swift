/// Reads JSON Lines: one JSON value a line. Posts of X and Mastodon are known by the fields of the first line.
struct JSONLinesReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private var mapper: (any JSONMapper)?
    private var reader: ByteReader
    private var lineNumber = 0
    private var hasFailed = false
    private var waiting: [ReadRecord] = []

    init(file: InputFile, context: ReadingContext) throws {
        self.file = file
        self.context = context
        reader = ByteReader(try TextBytes.open(file))
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        while waiting.isEmpty, !hasFailed {
            do {
                guard let line = try reader.nextLine(limit: context.options.maximumRecordBytes) else { return nil }
                lineNumber += 1
                if let record = take(line) { return record }
            } catch {
                hasFailed = true
                return .rejected(RejectedRecord(file: file.place, record: lineNumber, reason: "\(error)"))
            }
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    /// The one record of a line; those of a line that holds several, or nothing, wait.
    private mutating func take(_ line: ByteReader.Line) -> ReadRecord? {
        if line.isTooLong {
            return record(.fault(RecordFault(reason: "the line is longer than \(context.options.maximumRecordBytes) bytes")), line)
        }
        if JSONScan.behindSpace(line.bytes.span, from: 0) == line.bytes.count { return nil }
        do throws(RecordFault) {
            let value = try JSONPart(parsing: line.bytes)
            guard value.isObject else { throw RecordFault(reason: "not a JSON object with named fields") }
            let outcomes = mapper(for: line.bytes).outcomes(of: value)
            if outcomes.count == 1 { return record(outcomes[0], line) }
            waiting = outcomes.compactMap { record($0, line) }
            return nil
        } catch {
            return record(.fault(error), line)
        }
    }

    private func record(_ outcome: ReadOutcome, _ line: ByteReader.Line) -> ReadRecord? {
        context.record(outcome, of: file.place, number: lineNumber, offset: line.offset, raw: line.bytes)
    }

    private mutating func mapper(for line: [UInt8]) -> any JSONMapper {
        if let mapper { return mapper }
        let start = JSONScan.behindSpace(line.span, from: line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        let chosen: any JSONMapper =
            switch ContentKind.format(ofKeys: ContentKind.keys(line, at: start), options: context.options) {
            case .xAPI: XAPIMapper(context: context)
            case .xArchive: XArchiveMapper(context: context)
            case .mastodonOutbox: MastodonActivityMapper(context: context)
            case .mastodonStatuses: MastodonStatusMapper(context: context)
            default: JSONRecordMapper(context: context)
            }
        mapper = chosen
        return chosen
    }
}
