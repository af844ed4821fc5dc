/// The fields of one record of a table.
package enum CSVRecord {
    /// The fields, quotes undone.
    ///
    /// A quote inside a field that doesn't begin with one is a character like others, as spreadsheets have it; behind a closing quote
    /// only a delimiter may follow.
    ///
    /// - Parameter hasQuotes: False for tables in which a quote is always a character like others.
    /// - Throws: `RecordFault` when a quoted field isn't closed, or goes on behind its closing quote.
    package static func fields(_ record: [UInt8], delimiter: UInt8, hasQuotes: Bool = true) throws(RecordFault) -> [ArraySlice<UInt8>] {
        var end = record.count
        if end > 0, record[end - 1] == 0x0A { end -= 1 }
        if end > 0, record[end - 1] == 0x0D { end -= 1 }
        var fields: [ArraySlice<UInt8>] = []
        var index = 0
        while true {
            if hasQuotes, index < end, record[index] == UInt8(ascii: "\"") {
                fields.append(try quoted(record, &index, end, delimiter))
            } else {
                let start = index
                index = min(end, record.span.place(of: delimiter, from: start))
                fields.append(record[start..<index])
            }
            if index >= end { return fields }
            index += 1
        }
    }

    private static func quoted(_ record: [UInt8], _ index: inout Int, _ end: Int, _ delimiter: UInt8) throws(RecordFault) -> ArraySlice<UInt8> {
        let start = index
        // What stood before a doubled quote; most fields have none, and are lent as they stand.
        var field: [UInt8] = []
        var piece = start + 1
        index += 1
        while true {
            index = min(end, record.span.place(of: UInt8(ascii: "\""), from: index))
            guard index < end else { throw RecordFault(offset: start, reason: "a quoted field isn't closed") }
            if index + 1 < end, record[index + 1] == UInt8(ascii: "\"") {
                field += record[piece...index]
                index += 2
                piece = index
            } else {
                let last = record[piece..<index]
                index += 1
                guard index == end || record[index] == delimiter else {
                    throw RecordFault(offset: index, reason: "a quoted field goes on behind its closing quote; quotes inside must be doubled")
                }
                return field.isEmpty ? last : (field + last)[...]
            }
        }
    }

    /// The delimiter of a table: of comma, semicolon, tab and bar, the one that gives its first record the most fields.
    package static func delimiter(of header: [UInt8]) -> UInt8 {
        let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")].map { ($0, (try? fields(header, delimiter: $0).count) ?? 0) }
        return counts.reduce(counts[0]) { $1.1 > $0.1 ? $1 : $0 }.0
    }
}
