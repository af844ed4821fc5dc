/// Finds where a record of a table ends: at the end of a line that isn't inside quotes (RFC 4180).
struct CSVRecordScanner: RecordScanner {
    private let delimiter: UInt8
    private var state = State.atFieldStart

    private enum State {
        case atFieldStart, plain, quoted, behindQuote
    }

    init(delimiter: UInt8) { self.delimiter = delimiter }

    mutating func end(in bytes: Span<UInt8>) -> Int? {
        let quote = UInt8(ascii: "\"")
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            switch state {
            case .quoted:
                index = bytes.place(of: quote, from: index - 1) + 1
                guard index <= bytes.count else { return nil }
                state = .behindQuote
            case .behindQuote where byte == quote:
                state = .quoted
            case .atFieldStart where byte == quote:
                state = .quoted
            default:
                if byte == 0x0A { return index }
                state = byte == delimiter ? .atFieldStart : .plain
            }
        }
        return nil
    }

    /// Whether what ended without a line's end did so inside quotes.
    var isInsideQuotes: Bool { state == .quoted }
}
