/// A value inside JSON text, looked at where it stands: nothing is built but what is asked for.
package struct JSONPart: Sendable {
    private let bytes: [UInt8]
    private let range: Range<Int>

    private init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    /// The one value that `bytes` are.
    ///
    /// - Throws: `RecordFault` when they aren't JSON in UTF-8, or something follows the value.
    package init(parsing bytes: [UInt8]) throws(RecordFault) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        try Self.checkEncoding(bytes.span)
        let first = JSONScan.behindSpace(bytes.span, from: start)
        let end = try JSONScan.valueEnd(bytes.span, from: first)
        let rest = JSONScan.behindSpace(bytes.span, from: end)
        guard rest == bytes.count else { throw RecordFault(offset: rest, reason: "not valid JSON: something follows the value") }
        self.init(bytes, first..<end)
    }

    private static func checkEncoding(_ bytes: Span<UInt8>) throws(RecordFault) {
        do {
            _ = try UTF8Span(validating: bytes)
        } catch {
            let offset = error.byteOffsets.lowerBound
            let byte = String(bytes[offset], radix: 16, uppercase: true)
            throw RecordFault(offset: offset, reason: "byte 0x\(byte) is not valid UTF-8; convert the file to UTF-8 (iconv -f LATIN1 -t UTF-8, say)")
        }
    }

    package var isObject: Bool { bytes[range.lowerBound] == UInt8(ascii: "{") }
    package var isArray: Bool { bytes[range.lowerBound] == UInt8(ascii: "[") }
    package var isString: Bool { bytes[range.lowerBound] == UInt8(ascii: "\"") }
    package var isNull: Bool { bytes[range.lowerBound] == UInt8(ascii: "n") }
    package var isTrue: Bool { bytes[range.lowerBound] == UInt8(ascii: "t") }

    /// The values of the object's members with these names, in their order. Of several with one name, the last; empty names match none.
    ///
    /// Of what isn't an object, all are `nil`.
    func members(_ names: JSONNames) -> Members {
        var members = Members(bytes: bytes, ranges: [Range<Int>](repeating: 0..<0, count: names.count))
        guard isObject else { return members }
        forEachItem { key, value in
            if let index = names.index(of: key, in: bytes) { members.ranges[index] = value }
        }
        return members
    }

    /// Members of an object, in the order of the names that were asked for.
    struct Members {
        fileprivate let bytes: [UInt8]
        /// Where each value stands; empty when it isn't there.
        fileprivate var ranges: [Range<Int>]

        /// The first that is there.
        var first: JSONPart? { ranges.first { !$0.isEmpty }.map { JSONPart(bytes, $0) } }

        subscript(index: Int) -> JSONPart? { ranges[index].isEmpty ? nil : JSONPart(bytes, ranges[index]) }
    }

    package subscript(_ name: String) -> JSONPart? { members(JSONNames([name]))[0] }

    /// The object's names and values; none for what isn't an object.
    package var pairs: [(name: String, value: JSONPart)] {
        var pairs: [(String, JSONPart)] = []
        if isObject { forEachItem { key, value in pairs.append((JSONText.unescaped(bytes, key), JSONPart(bytes, value))) } }
        return pairs
    }

    /// The array's values; none for what isn't an array.
    package var elements: [JSONPart] {
        var elements: [JSONPart] = []
        if isArray { forEachItem { _, value in elements.append(JSONPart(bytes, value)) } }
        return elements
    }

    /// Calls `body` with the places of each key and value; an array's keys are empty.
    private func forEachItem(_ body: (Range<Int>, Range<Int>) -> Void) {
        let isObject = isObject
        var index = range.lowerBound
        do throws(RecordFault) {
            while let item = try JSONScan.nextItem(bytes.span, after: index, isFirst: index == range.lowerBound, isObject: isObject) {
                index = try JSONScan.valueEnd(bytes.span, from: item.value)
                body(item.key, item.value..<index)
            }
        } catch {
            preconditionFailure("JSONPart: checked JSON has become invalid: \(error.reason)")
        }
    }

    /// The text of a string; `nil` for anything else.
    package var string: String? {
        isString ? JSONText.unescaped(bytes, range.lowerBound + 1..<range.upperBound - 1) : nil
    }

    /// Whether a backslash is in it: only through escapes can a string hold control characters, NUL among them.
    var hasEscapes: Bool {
        let part = bytes.span.extracting(range)
        return part.place(of: UInt8(ascii: "\\"), from: 0) < part.count
    }

    /// A string, or a number or truth value as it is written; `nil` for null, arrays and objects.
    package var text: String? {
        if isString { return string }
        if isNull || isArray || isObject { return nil }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// A whole number, also one in quotes, as archives write them.
    package var integer: Int? { text.flatMap { Int($0) } }

    /// The elements of an array as a stream finds them, by brackets and quotes alone.
    ///
    /// - Throws: `RecordFault`, `CorpusError` when the text isn't an array.
    package static func elements(ofArrayText bytes: [UInt8]) throws -> [[UInt8]] {
        var stream = JSONStream(ByteReader(HeldBytes(bytes, place: "text", pieceSize: 7)))
        guard try stream.peek() == UInt8(ascii: "[") else { throw RecordFault(reason: "not an array") }
        stream.enter()
        var elements: [[UInt8]] = []
        while try stream.hasElement() { elements.append(try stream.value(limit: bytes.count).bytes) }
        return elements
    }

    /// As it stands in its file.
    package var rawBytes: ArraySlice<UInt8> { bytes[range] }
}
