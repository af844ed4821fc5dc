/// Reads the values of a JSON file one by one, however large it is.
struct JSONArrayReader: RecordReader {
    /// Where the records stand.
    enum Layout: Sendable {
        /// One after another, or in an array, or both.
        case values
        /// In the arrays of this name in the outermost object; an outermost array holds records too.
        case member(String)
        /// In the array that a script assigns.
        case script
        /// The one object that a script assigns.
        case assignedObject
    }

    private enum State {
        case outside, inObject, inArray, finished
    }

    private let file: InputFile
    private let context: ReadingContext
    private let layout: Layout
    private let mapper: any JSONMapper
    private var stream: JSONStream
    private var state = State.outside
    private var isInsideObject = false
    private var hasFoundArray = false
    private var number = 0
    private var waiting: [ReadRecord] = []

    init(file: InputFile, context: ReadingContext, layout: Layout, mapper: any JSONMapper) throws {
        self.file = file
        self.context = context
        self.layout = layout
        self.mapper = mapper
        stream = JSONStream(ByteReader(try TextBytes.open(file)))
        switch layout {
        case .script: try stream.skip(to: UInt8(ascii: "["))
        case .assignedObject: try stream.skip(to: UInt8(ascii: "{"))
        case .values, .member: break
        }
    }

    var storedBytesRead: Int { stream.storedBytesRead }

    mutating func next() -> ReadRecord? {
        while waiting.isEmpty, state != .finished {
            do {
                try advance()
            } catch let fault as RecordFault {
                fail(at: fault.offset, fault.reason)
            } catch {
                fail(at: nil, "\(error)")
            }
        }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    private mutating func fail(at offset: Int?, _ reason: String) {
        state = .finished
        waiting.append(.rejected(RejectedRecord(file: file.place, record: number, byteOffset: offset, reason: reason)))
    }

    private mutating func advance() throws {
        switch state {
        case .outside: try begin()
        case .inObject: try findMember()
        case .inArray:
            if try stream.hasElement() { try takeRecord() } else { state = isInsideObject ? .inObject : .outside }
        case .finished: break
        }
    }

    private mutating func begin() throws {
        guard let byte = try stream.peek() else {
            state = .finished
            try checkForArray()
            return
        }
        if byte == UInt8(ascii: "[") {
            enterArray()
        } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
            // No value begins so, and none would ever be taken.
            throw RecordFault(offset: stream.offset, reason: "not valid JSON: a closing bracket that closes nothing")
        } else if byte == UInt8(ascii: ";"), number > 0 {
            state = .finished
        } else if case .member = layout, byte == UInt8(ascii: "{") {
            stream.enter()
            isInsideObject = true
            state = .inObject
        } else {
            try takeRecord()
        }
    }

    /// Goes on to the next array of the wanted name: Mastodon writes its key twice, and the first array is empty.
    private mutating func findMember() throws {
        guard case .member(let name) = layout, let key = try stream.nextKey() else {
            isInsideObject = false
            state = .outside
            return
        }
        if key == name, try stream.peek() == UInt8(ascii: "[") {
            enterArray()
        } else {
            try stream.skipValue()
        }
    }

    private mutating func enterArray() {
        stream.enter()
        state = .inArray
        hasFoundArray = true
    }

    /// A file without the list that makes it what it is is damaged, or something else.
    private func checkForArray() throws {
        if hasFoundArray { return }
        switch layout {
        case .member(let name): throw RecordFault(offset: stream.offset, reason: "there is no list \"\(name)\" in this file")
        case .script: throw RecordFault(offset: stream.offset, reason: "there is no list of records in this script")
        case .assignedObject where number == 0: throw RecordFault(offset: stream.offset, reason: "there is no record in this script")
        case .assignedObject, .values: break
        }
    }

    private mutating func takeRecord() throws {
        number += 1
        let record = try stream.value(limit: context.options.maximumRecordBytes)
        var outcomes: [ReadOutcome]
        if record.isTooLong {
            outcomes = [.fault(RecordFault(reason: "the record is longer than \(context.options.maximumRecordBytes) bytes"))]
        } else {
            do throws(RecordFault) {
                outcomes = mapper.outcomes(of: try JSONPart(parsing: record.bytes))
            } catch {
                outcomes = [.fault(error)]
            }
        }
        waiting = outcomes.compactMap { context.record($0, of: file.place, number: number, offset: record.offset, raw: record.bytes) }
    }
}
