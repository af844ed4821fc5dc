/// Reads JSON strictly (RFC 8259): no trailing commas, no duplicate names, no lone surrogates, no infinite numbers.
///
/// Foundation's decoder on Linux accepts trailing commas, reads strings lazily and loses the place of a syntax error,
/// and a caller should be told where the mistake is; so requests are read here.
package struct JSONReader {
    /// How deep arrays and objects may nest: far more than any request needs, far less than the stack holds.
    package static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0

    /// The value that `bytes` spell.
    ///
    /// - Throws: ``JSONSyntaxError`` with the place of the first mistake.
    package static func value(of bytes: [UInt8]) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(bytes: bytes)
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.unexpected("the end") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        try open(depth: depth)
        var members: [String: JSONValue] = [:]
        if skip(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
            let start = position
            let name = try string()
            guard skip(UInt8(ascii: ":")) else { throw unexpected("\":\"") }
            guard members.updateValue(try value(depth: depth), forKey: name) == nil else {
                throw JSONSyntaxError("the name \(quoted(name)) a second time", at: start, in: bytes)
            }
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "}")) else { throw unexpected("\",\" or \"}\"") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        try open(depth: depth)
        var elements: [JSONValue] = []
        if skip(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth))
        } while skip(UInt8(ascii: ","))
        guard skip(UInt8(ascii: "]")) else { throw unexpected("\",\" or \"]\"") }
        return .array(elements)
    }

    private mutating func open(depth: Int) throws(JSONSyntaxError) {
        guard depth <= Self.maximumDepth else {
            throw JSONSyntaxError("more than \(Self.maximumDepth) arrays and objects inside each other", at: position, in: bytes)
        }
        position += 1
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        let leadingZero = next == UInt8(ascii: "0")
        let whole = try digits()
        guard !leadingZero || whole == 1 else {
            throw JSONSyntaxError("a number with a leading zero", at: start, in: bytes)
        }
        var isInteger = true
        if next == UInt8(ascii: ".") {
            position += 1
            _ = try digits()
            isInteger = false
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            _ = try digits()
            isInteger = false
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let integer = Int(text) { return .integer(integer) }
        guard let decimal = Double(text), decimal.isFinite else {
            throw JSONSyntaxError("a number that is too large", at: start, in: bytes)
        }
        return .decimal(decimal)
    }

    /// Skips one digit or more and returns how many.
    private mutating func digits() throws(JSONSyntaxError) -> Int {
        let start = position
        while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
        guard position > start else { throw unexpected("a digit") }
        return position - start
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw unexpected("a value") }
        position += word.utf8.count
        return value
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        let start = position
        position += 1
        var text: [UInt8] = []
        var run = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[run..<position]
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONSyntaxError("a string that is not UTF-8", at: start, in: bytes)
                }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[run..<position]
                text += String(try escape()).utf8
                run = position
            case 0..<0x20:
                throw JSONSyntaxError("a control character inside a string (write it as \\u\(hexadecimal(byte)))", at: position, in: bytes)
            default:
                position += 1
            }
        }
        throw JSONSyntaxError("a string that doesn't end", at: start, in: bytes)
    }

    private mutating func escape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let start = position
        position += 1
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default: throw unexpected("one of \"\\/bfnrtu after the backslash")
        }
    }

    /// The scalar of `\uXXXX`, or of a pair of surrogates; stops at the last hexadecimal digit.
    private mutating func unicodeEscape(from start: Int) throws(JSONSyntaxError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes[(position + 1)...].starts(with: "\\u".utf8) else {
            throw JSONSyntaxError("half of a surrogate pair", at: start, in: bytes)
        }
        position += 2
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second) else {
            throw JSONSyntaxError("half of a surrogate pair", at: start, in: bytes)
        }
        // Two surrogates spell 0x10000 to 0x10FFFF, all of which are scalars.
        return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)) ?? "\u{FFFD}"
    }

    /// Reads the four digits after the `u` at the current position; stops at the last one.
    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            position += 1
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    private var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private func unexpected(_ expected: String) -> JSONSyntaxError {
        guard let byte = next else {
            return JSONSyntaxError("expected \(expected), found the end of the body", at: position, in: bytes)
        }
        let isPrintable = byte > 0x20 && byte < 0x7F
        let found = isPrintable ? "\"\(Character(Unicode.Scalar(byte)))\"" : "byte 0x\(hexadecimal(byte).suffix(2))"
        return JSONSyntaxError("expected \(expected), found \(found)", at: position, in: bytes)
    }

    private func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    private func quoted(_ name: String) -> String {
        "\"" + name.prefix(40) + "\""
    }
}
