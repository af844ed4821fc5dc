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
                take(line)
            } catch {
                hasFailed = true
                return .rejected(RejectedRecord(file: file.place, record: lineNumber, reason: "\(error)"))
            }
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    private mutating func take(_ line: ByteReader.Line) {
        if line.isTooLong {
            reject(RecordFault(reason: "the line is longer than \(context.options.maximumRecordBytes) bytes"), line.offset)
        } else if JSONScan.behindSpace(line.bytes.span, from: 0) < line.bytes.count {
            do throws(RecordFault) {
                let value = try JSONPart(parsing: line.bytes)
                guard value.isObject else { throw RecordFault(reason: "not a JSON object with named fields") }
                let outcomes = mapper(for: line.bytes).outcomes(of: value)
                for outcome in outcomes {
                    if let record = context.record(outcome, of: file.place, number: lineNumber, offset: line.offset) { waiting.append(record) }
                }
            } catch {
                reject(error, line.offset)
            }
        }
    }

    private mutating func reject(_ fault: RecordFault, _ offset: Int) {
        waiting.append(.rejected(RejectedRecord(file: file.place, record: lineNumber, byteOffset: offset + fault.offset, reason: fault.reason)))
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
