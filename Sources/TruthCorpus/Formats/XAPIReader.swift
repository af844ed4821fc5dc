/// Reads a file with answers of X's API, however long: once for what the posts refer to, then for the posts.
struct XAPIReader: RecordReader {
    private var items: any RecordReader

    /// - Throws: `CorpusError` when the file can't be opened, or copied to be read twice.
    init(file: InputFile, context: ReadingContext) throws {
        let file = try file.onDisk()
        var survey = Survey()
        do {
            try survey.read(JSONStream(ByteReader(try TextBytes.open(file))))
        } catch is RecordFault {
            // The second reading meets the same damage, and tells it with its place.
        }
        if survey.isPage, survey.errorCount > 0 { context.tally.count(.notGiven, survey.errorCount) }
        let mapper = XAPIMapper(context: context, includes: survey.includes)
        items = try JSONArrayReader(file: file, context: context, layout: survey.isPage ? .member("data") : .values, mapper: mapper)
    }

    var storedBytesRead: Int { items.storedBytesRead }

    mutating func next() -> ReadRecord? { items.next() }

    /// What the first reading finds.
    private struct Survey {
        var includes = XIncludes()
        var errorCount = 0
        /// A page whose posts are a list; anything else is read value by value.
        var isPage = false
        private let limit = 1 << 20

        mutating func read(_ whole: JSONStream) throws {
            var stream = whole
            guard try stream.peek() == UInt8(ascii: "{") else { return }
            stream.enter()
            while let key = try stream.nextKey() {
                let opens = try stream.peek()
                if key == "data", opens == UInt8(ascii: "[") { isPage = true }
                if key == "includes", opens == UInt8(ascii: "{") {
                    try readIncludes(&stream)
                } else if key == "errors", opens == UInt8(ascii: "[") {
                    stream.enter()
                    while try stream.hasElement() {
                        try stream.skipValue()
                        errorCount += 1
                    }
                } else {
                    try stream.skipValue()
                }
            }
            // Pages one after another bring what they refer to themselves.
            if try stream.peek() != nil { self = Survey() }
        }

        private mutating func readIncludes(_ stream: inout JSONStream) throws {
            stream.enter()
            while let key = try stream.nextKey() {
                guard try stream.peek() == UInt8(ascii: "["), key == "users" || key == "tweets" else {
                    try stream.skipValue()
                    continue
                }
                stream.enter()
                while try stream.hasElement() {
                    let record = try stream.value(limit: limit)
                    if record.isTooLong { continue }
                    let value = try JSONPart(parsing: record.bytes)
                    if key == "users" { includes.add(user: value) } else { includes.add(post: value) }
                }
            }
        }
    }
}
