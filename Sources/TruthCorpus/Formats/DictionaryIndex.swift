/// The index of a dictionary in the dict format: which headwords stand for which stretch of the text.
///
/// Each line is `headword <tab> offset <tab> length`, numbers in base 64 (RFC 2229's companion tool `dictfmt` writes it so).
struct DictionaryIndex {
    /// A stretch of the text, and every headword that leads to it.
    struct Entry {
        var headwords: [String]
        var offset: Int
        var length: Int
    }

    /// In the order of the text; headwords in the order of the index.
    let entries: [Entry]

    /// Reads the index at `path`.
    ///
    /// - Throws: `CorpusError.unreadable` or `.dictionaryIndexDamaged`.
    init(path: String) throws {
        var reader = ByteReader(try FileBytes(path: path, place: path))
        var rows: [Entry] = []
        var lineNumber = 0
        while let line = try reader.nextLine(limit: 1 << 16) {
            lineNumber += 1
            if line.bytes.isEmpty, !line.isTooLong { continue }
            do {
                rows.append(try Self.row(line))
            } catch {
                throw CorpusError.dictionaryIndexDamaged(path: path, line: lineNumber, reason: error.reason)
            }
        }
        // Several headwords of one entry are several rows with the same place.
        rows.sort { ($0.offset, $0.length) < ($1.offset, $1.length) }
        var merged: [Entry] = []
        for row in rows {
            if let last = merged.last, last.offset == row.offset, last.length == row.length {
                merged[merged.count - 1].headwords += row.headwords
            } else {
                merged.append(row)
            }
        }
        entries = merged
    }

    private static func row(_ line: ByteReader.Line) throws(RecordFault) -> Entry {
        if line.isTooLong { throw RecordFault(offset: 0, reason: "the line is longer than 64 KiB") }
        let columns = line.bytes.split(separator: 0x09, omittingEmptySubsequences: false)
        guard columns.count >= 3, let offset = number(columns[1]), let length = number(columns[2]) else {
            throw RecordFault(offset: 0, reason: "expected a headword and two numbers in base 64")
        }
        return Entry(headwords: [try UTF8Text.decode(Array(columns[0]))], offset: offset, length: length)
    }

    /// The value of base-64 digits (`A` is 0), most significant first; `nil` for other characters or beyond 2⁴².
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...7).contains(digits.count) else { return nil }
        var value = 0
        for digit in digits {
            switch digit {
            case 0x41...0x5A: value = value * 64 + Int(digit - 0x41)
            case 0x61...0x7A: value = value * 64 + Int(digit - 0x61) + 26
            case 0x30...0x39: value = value * 64 + Int(digit - 0x30) + 52
            case 0x2B: value = value * 64 + 62
            case 0x2F: value = value * 64 + 63
            default: return nil
            }
        }
        return value
    }
}
