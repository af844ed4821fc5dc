/// Reads one JSON document by recursive descent.
///
/// Own code because tokenizers come as JSON of up to tens of megabytes, and because errors must say where they are.
/// The parser holds a position only; the bytes are lent to each call.
struct JSONParser {
    typealias Problem = JSONError.Problem

    let file: String
    private var offset = 0
    private var depth = 0

    init(file: String) {
        self.file = file
    }

    /// The document's value; only white space may follow it.
    mutating func document(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let value = try value(bytes)
        skipSpace(bytes)
        guard offset == bytes.count else { throw unexpected(bytes, expected: "the end of the text") }
        return value
    }

    private mutating func value(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        skipSpace(bytes)
        guard offset < bytes.count else { throw unexpected(bytes, expected: "a value") }
        switch bytes[offset] {
        case UInt8(ascii: "\""): return .string(try string(bytes))
        case UInt8(ascii: "{"): return try nested(bytes) { parser, bytes throws(JSONError) in try parser.object(bytes) }
        case UInt8(ascii: "["): return try nested(bytes) { parser, bytes throws(JSONError) in try parser.array(bytes) }
        case UInt8(ascii: "t"): return try literal("true", .bool(true), bytes)
        case UInt8(ascii: "f"): return try literal("false", .bool(false), bytes)
        case UInt8(ascii: "n"): return try literal("null", .null, bytes)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number(bytes)
        default: throw unexpected(bytes, expected: "a value")
        }
    }

    // MARK: - Arrays and objects

    private mutating func nested(
        _ bytes: Span<UInt8>, _ body: (inout JSONParser, Span<UInt8>) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < JSONValue.nestingLimit else { throw error(.nestingTooDeep(limit: JSONValue.nestingLimit), bytes) }
        depth += 1
        offset += 1
        let value = try body(&self, bytes)
        depth -= 1
        return value
    }

    /// An array, after its `[`.
    private mutating func array(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]"), bytes) { return .array(elements) }
        repeat {
            elements.append(try value(bytes))
        } while skip(UInt8(ascii: ","), bytes)
        guard skip(UInt8(ascii: "]"), bytes) else { throw unexpected(bytes, expected: "',' or ']'") }
        return .array(elements)
    }

    /// An object, after its `{`.
    private mutating func object(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        var keys: [String] = []
        var values: [JSONValue] = []
        var index = KeyIndex()
        if skip(UInt8(ascii: "}"), bytes) { return .object(JSONObject()) }
        repeat {
            skipSpace(bytes)
            let start = offset
            guard start < bytes.count, bytes[start] == UInt8(ascii: "\"") else { throw unexpected(bytes, expected: "a key in quotes") }
            keys.append(try string(bytes))
            if index.insert(keys.count - 1, of: keys) != nil {
                throw error(.duplicateKey(keys[keys.count - 1]), bytes, at: start)
            }
            guard skip(UInt8(ascii: ":"), bytes) else { throw unexpected(bytes, expected: "':'") }
            values.append(try value(bytes))
        } while skip(UInt8(ascii: ","), bytes)
        guard skip(UInt8(ascii: "}"), bytes) else { throw unexpected(bytes, expected: "',' or '}'") }
        return .object(JSONObject(keys: keys, values: values, index: index))
    }

    // MARK: - Strings

    /// A string, from its opening quote.
    private mutating func string(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        let start = offset + 1
        offset = start
        skipPlain(bytes)
        let plain = try text(bytes, start..<offset)
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\\") else {
            try closeString(bytes)
            return plain
        }
        return try string(bytes, continuing: plain)
    }

    /// The rest of a string that holds an escape, from the first escape on.
    private mutating func string(_ bytes: Span<UInt8>, continuing beginning: String) throws(JSONError) -> String {
        var result = beginning
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\\") {
            result.unicodeScalars.append(try escape(bytes))
            let start = offset
            skipPlain(bytes)
            if offset > start { result += try text(bytes, start..<offset) }
        }
        try closeString(bytes)
        return result
    }

    /// Moves to the next quote, backslash, control character or the end.
    private mutating func skipPlain(_ bytes: Span<UInt8>) {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            offset += 1
        }
    }

    private mutating func closeString(_ bytes: Span<UInt8>) throws(JSONError) {
        guard offset < bytes.count else { throw error(.unexpectedEnd(expected: "a closing quote"), bytes) }
        guard bytes[offset] == UInt8(ascii: "\"") else { throw error(.controlCharacter(bytes[offset]), bytes) }
        offset += 1
    }

    private func text(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(JSONError) -> String {
        do throws(UTF8.ValidationError) {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw self.error(.invalidUTF8, bytes, at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// One escape, from its backslash; two if they are the halves of a surrogate pair.
    private mutating func escape(_ bytes: Span<UInt8>) throws(JSONError) -> Unicode.Scalar {
        let start = offset
        guard start + 1 < bytes.count else { throw error(.unexpectedEnd(expected: "an escape"), bytes, at: bytes.count) }
        offset += 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(bytes, from: start)
        default: throw error(.invalidEscape, bytes, at: start)
        }
    }

    /// The scalar of `\uXXXX` or `\uXXXX\uXXXX`, after the first `\u`.
    private mutating func unicodeEscape(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try hexadecimal(bytes, from: start)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u") else {
            throw error(.loneSurrogate, bytes, at: start)
        }
        offset += 2
        let second = try hexadecimal(bytes, from: start)
        guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) else {
            throw error(.loneSurrogate, bytes, at: start)
        }
        return scalar
    }

    private mutating func hexadecimal(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < bytes.count, let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
                throw error(.invalidEscape, bytes, at: start)
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    // MARK: - Numbers and literals

    private mutating func number(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let firstDigit = offset
        try digits(bytes)
        // A leading zero stands alone: 0, 0.5, but not 05.
        if bytes[firstDigit] == UInt8(ascii: "0"), offset > firstDigit + 1 {
            offset = firstDigit + 1
            throw unexpected(bytes, expected: "'.', an exponent or the end of the number")
        }
        var isWhole = true
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            isWhole = false
            offset += 1
            try digits(bytes)
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            isWhole = false
            offset += 1
            if offset < bytes.count, bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-") { offset += 1 }
            try digits(bytes)
        }
        if isWhole, let integer = Self.integer(bytes, start..<offset) { return .integer(integer) }
        let text = try text(bytes, start..<offset)
        guard let value = Double(text), value.isFinite else {
            throw error(.invalidNumber(text.shortened(to: 40)), bytes, at: start)
        }
        return .number(value)
    }

    private mutating func digits(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        if offset == start { throw unexpected(bytes, expected: "a digit") }
    }

    /// The integer written in `range`; `nil` if it overflows, and for `-0`, which is a floating-point number.
    private static func integer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value = 0
        for offset in (isNegative ? range.dropFirst() : range[...]) {
            let digit = Int(bytes[offset] - UInt8(ascii: "0"))
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow2) = isNegative ? tenfold.subtractingReportingOverflow(digit) : tenfold.addingReportingOverflow(digit)
            if overflow || overflow2 { return nil }
            value = next
        }
        return isNegative && value == 0 ? nil : value
    }

    private mutating func literal(_ name: StaticString, _ value: JSONValue, _ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        let text = name.description
        for byte in text.utf8 {
            guard offset < bytes.count, bytes[offset] == byte else { throw unexpected(bytes, expected: "the rest of '\(text)'") }
            offset += 1
        }
        return value
    }

    // MARK: - Position

    private mutating func skipSpace(_ bytes: Span<UInt8>) {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): offset += 1
            default: return
            }
        }
    }

    /// Whether `byte` comes next, after any white space; if so, moves past it.
    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        skipSpace(bytes)
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private func unexpected(_ bytes: Span<UInt8>, expected: String) -> JSONError {
        offset < bytes.count
            ? error(.unexpectedByte(bytes[offset], expected: expected), bytes)
            : error(.unexpectedEnd(expected: expected), bytes)
    }

    private func error(_ problem: Problem, _ bytes: Span<UInt8>, at place: Int? = nil) -> JSONError {
        JSONError(file: file, problem: problem, byteOffset: place ?? offset, bytes: bytes)
    }
}
