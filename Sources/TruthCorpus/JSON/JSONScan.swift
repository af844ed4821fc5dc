/// Finds where JSON values end, and checks on the way that they are written as RFC 8259 wants.
enum JSONScan {
    /// Deeper nesting is refused, so that no file can exhaust the stack.
    static let maximumDepth = 256

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    /// The place of the first byte that isn't white space, at or behind `start`; the count when there is none.
    static func behindSpace(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count, isSpace(bytes[index]) { index += 1 }
        return index
    }

    /// The end of the value that begins at `start`.
    static func valueEnd(_ bytes: Span<UInt8>, from start: Int, depth: Int = 0) throws(RecordFault) -> Int {
        guard start < bytes.count else { throw RecordFault(offset: start, reason: "not valid JSON: it ends where a value should be") }
        switch bytes[start] {
        case UInt8(ascii: "\""): return try stringEnd(bytes, from: start)
        case UInt8(ascii: "{"): return try containerEnd(bytes, from: start, isObject: true, depth: depth)
        case UInt8(ascii: "["): return try containerEnd(bytes, from: start, isObject: false, depth: depth)
        case UInt8(ascii: "t"): return try wordEnd(bytes, from: start, word: trueWord)
        case UInt8(ascii: "f"): return try wordEnd(bytes, from: start, word: falseWord)
        case UInt8(ascii: "n"): return try wordEnd(bytes, from: start, word: nullWord)
        default: return try numberEnd(bytes, from: start)
        }
    }

    /// The place behind the closing quote of the string that opens at `start`.
    static func stringEnd(_ bytes: Span<UInt8>, from start: Int) throws(RecordFault) -> Int {
        var index = start + 1
        while true {
            index = bytes.placeOfJSONMark(from: index)
            guard index < bytes.count else { break }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { return index + 1 }
            if byte < 0x20 { throw RecordFault(offset: index, reason: "not valid JSON: a control character in a string") }
            // What is behind the backslash is no mark, even if it looks like one.
            index += 2
        }
        throw RecordFault(offset: start, reason: "not valid JSON: a string isn't closed")
    }

    private static func containerEnd(_ bytes: Span<UInt8>, from start: Int, isObject: Bool, depth: Int) throws(RecordFault) -> Int {
        var index = start
        while let item = try nextItem(bytes, after: index, isFirst: index == start, isObject: isObject) {
            index = try valueEnd(bytes, from: item.value, depth: try deeper(depth, at: start))
        }
        return behindSpace(bytes, from: index == start ? start + 1 : index) + 1
    }

    private static func deeper(_ depth: Int, at offset: Int) throws(RecordFault) -> Int {
        if depth >= maximumDepth { throw RecordFault(offset: offset, reason: "JSON nested deeper than \(maximumDepth) levels") }
        return depth + 1
    }

    /// The next key and value of an object, or the next value of an array.
    ///
    /// - Parameter index: The place of the opening bracket for the first, else the end of the value before.
    /// - Returns: `nil` when a closing bracket follows. An array's items have an empty key.
    static func nextItem(
        _ bytes: Span<UInt8>, after index: Int, isFirst: Bool, isObject: Bool
    ) throws(RecordFault) -> (key: Range<Int>, value: Int)? {
        var place = behindSpace(bytes, from: isFirst ? index + 1 : index)
        guard place < bytes.count else { throw invalid(place, "it ends inside \(isObject ? "an object" : "an array")") }
        if bytes[place] == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) { return nil }
        if !isFirst {
            guard bytes[place] == UInt8(ascii: ",") else { throw invalid(place, "expected a comma or a closing bracket") }
            place = behindSpace(bytes, from: place + 1)
        }
        guard isObject else { return (place..<place, place) }
        guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw invalid(place, "expected a key in quotes") }
        let end = try stringEnd(bytes, from: place)
        let colon = behindSpace(bytes, from: end)
        guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else { throw invalid(colon, "expected a colon behind a key") }
        return (place + 1..<end - 1, behindSpace(bytes, from: colon + 1))
    }

    private static func invalid(_ offset: Int, _ reason: String) -> RecordFault { RecordFault(offset: offset, reason: "not valid JSON: \(reason)") }

    private static let trueWord = Array("true".utf8)
    private static let falseWord = Array("false".utf8)
    private static let nullWord = Array("null".utf8)

    private static func wordEnd(_ bytes: Span<UInt8>, from start: Int, word: [UInt8]) throws(RecordFault) -> Int {
        for index in 0..<word.count {
            guard start + index < bytes.count, bytes[start + index] == word[index] else {
                throw RecordFault(offset: start, reason: "not valid JSON: expected \(String(decoding: word, as: UTF8.self))")
            }
        }
        return start + word.count
    }

    /// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
    private static func numberEnd(_ bytes: Span<UInt8>, from start: Int) throws(RecordFault) -> Int {
        var index = start
        func digits() -> Int {
            let first = index
            while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
            return index - first
        }
        func take(_ byte: UInt8, or other: UInt8) -> Bool {
            guard index < bytes.count, bytes[index] == byte || bytes[index] == other else { return false }
            index += 1
            return true
        }
        _ = take(UInt8(ascii: "-"), or: UInt8(ascii: "-"))
        let first = index
        let count = digits()
        var isValid = count == 1 || count > 1 && bytes[first] != 0x30
        if isValid, take(UInt8(ascii: "."), or: UInt8(ascii: ".")) { isValid = digits() > 0 }
        if isValid, take(UInt8(ascii: "e"), or: UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+"), or: UInt8(ascii: "-"))
            isValid = digits() > 0
        }
        guard isValid else { throw RecordFault(offset: start, reason: "not valid JSON: expected a value") }
        return index
    }
}
