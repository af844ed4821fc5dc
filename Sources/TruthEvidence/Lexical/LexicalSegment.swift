/// One segment of the lexical index, opened: passages with what filters ask of them, and the passages of each term.
struct LexicalSegment: Sendable {
    let file: IndexFile
    let count: Int
    let termCount: Int
    let blockCount: Int

    // Where each array begins in the file.
    let ids: Int
    let created: Int
    let sources: Int
    let authors: Int
    let languages: Int
    let contents: Int
    let voices: Int
    let labelBytes: Range<Int>
    let labelStarts: Range<Int>
    let names: Range<Int>
    let termBytes: Range<Int>
    let termStarts: Int
    let termBlocks: Int
    let termCounts: Int
    let blockRows: Int
    let blockStarts: Int
    let blockCodes: Int
    let postings: Range<Int>

    /// - Throws: ``IndexError/damaged(path:reason:)`` when the sections don't fit together.
    init(file: IndexFile, prefix: String) throws {
        func array(_ name: String, unit: Int, count expected: Int) throws -> Int {
            let range = try file.section(prefix + name, unit: unit)
            guard range.count == expected * unit else {
                throw file.damage("section \(prefix)\(name) has \(range.count / unit) elements instead of \(expected)")
            }
            return range.lowerBound
        }
        self.file = file
        let idRange = try file.section(prefix + "ids", unit: 8)
        ids = idRange.lowerBound
        count = idRange.count / 8
        created = try array("created", unit: 8, count: count)
        sources = try array("sources", unit: 4, count: count)
        authors = try array("authors", unit: 4, count: count)
        languages = try array("languages", unit: 4, count: count)
        contents = try array("contents", unit: 8, count: count)
        voices = try array("voices", unit: 8, count: count)
        labelBytes = try file.section(prefix + "label-bytes")
        labelStarts = try file.section(prefix + "label-starts", unit: 8)
        names = try file.section(prefix + "names", unit: 8)
        let frequencies = try file.section(prefix + "term-counts", unit: 4)
        termCount = frequencies.count / 4
        termCounts = frequencies.lowerBound
        termBytes = try file.section(prefix + "term-bytes")
        termStarts = try array("term-starts", unit: 8, count: termCount + 1)
        termBlocks = try array("term-blocks", unit: 4, count: termCount + 1)
        let rows = try file.section(prefix + "block-rows", unit: 4)
        blockCount = rows.count / 4
        blockRows = rows.lowerBound
        blockStarts = try array("block-starts", unit: 8, count: blockCount)
        blockCodes = try array("block-codes", unit: 1, count: blockCount)
        postings = try file.section(prefix + "postings")
        guard postings.count >= 8, labelStarts.count >= 16 else { throw file.damage("segment \(prefix) is too short") }
    }

    func id(_ row: Int, _ bytes: RawSpan) -> Int64 { bytes.element(row, at: ids) }

    /// The row of the passage with that number.
    func row(of id: Int64, _ bytes: RawSpan) -> Int? {
        let row = lowerBound(count) { bytes.element($0, at: ids, as: Int64.self) < id }
        return row < count && self.id(row, bytes) == id ? row : nil
    }

    /// Whether a document of the segment has that name (``LexicalBuilder/hash(name:)``).
    func mayHave(name: UInt64, _ bytes: RawSpan) -> Bool {
        let place = lowerBound(names.count / 8) { bytes.element($0, at: names.lowerBound, as: UInt64.self) < name }
        return place < names.count / 8 && bytes.element(place, at: names.lowerBound, as: UInt64.self) == name
    }

    /// The numbers of a label such as a source's name, of which there is one at most.
    func label(_ text: String, _ bytes: RawSpan) throws -> UInt32? {
        let wanted = Array(text.utf8)
        for number in 1..<max(1, labelStarts.count / 8 - 1) {
            let range = try bytesOfElement(number, starts: labelStarts.lowerBound, within: labelBytes, bytes)
            if range.count == wanted.count, zip(range, wanted).allSatisfy({ bytes.element($0, at: 0, as: UInt8.self) == $1 }) { return UInt32(number) }
        }
        return nil
    }

    // MARK: Terms

    /// The number of a term, or `nil` when no passage has it.
    func term(_ wanted: [UInt8], _ bytes: RawSpan) throws -> Int? {
        let number = try firstTerm(notBefore: wanted, bytes)
        guard number < termCount, try compare(number, wanted, bytes) == 0 else { return nil }
        return number
    }

    /// The terms that begin with `prefix`, at most `limit`.
    func terms(beginningWith prefix: [UInt8], limit: Int, _ bytes: RawSpan) throws -> Range<Int> {
        let first = try firstTerm(notBefore: prefix, bytes)
        var end = first
        while end < termCount, end - first < limit, try hasPrefix(end, prefix, bytes) { end += 1 }
        return first..<end
    }

    func frequency(ofTerm number: Int, _ bytes: RawSpan) -> Int { Int(bytes.element(number, at: termCounts, as: UInt32.self)) }

    /// The blocks that hold a term's postings.
    func blocks(ofTerm number: Int, _ bytes: RawSpan) throws -> Range<Int> {
        let first = Int(bytes.element(number, at: termBlocks, as: UInt32.self)), end = Int(bytes.element(number + 1, at: termBlocks, as: UInt32.self))
        let expected = (frequency(ofTerm: number, bytes) + PostingWriter.blockSize - 1) / PostingWriter.blockSize
        guard first <= end, end <= blockCount, end - first == expected else { throw file.damage("the blocks of a term are \(first) to \(end) of \(blockCount)") }
        return first..<end
    }

    private func firstTerm(notBefore wanted: [UInt8], _ bytes: RawSpan) throws -> Int {
        var low = 0, high = termCount
        while low < high {
            let middle = (low + high) / 2
            if try compare(middle, wanted, bytes) < 0 { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Below 0 when the term comes before `wanted`, 0 when it is the same.
    private func compare(_ number: Int, _ wanted: [UInt8], _ bytes: RawSpan) throws -> Int {
        let range = try bytesOfElement(number, starts: termStarts, within: termBytes, bytes)
        for index in 0..<min(range.count, wanted.count) {
            let difference = Int(bytes.element(index, at: range.lowerBound, as: UInt8.self)) - Int(wanted[index])
            if difference != 0 { return difference }
        }
        return range.count - wanted.count
    }

    private func hasPrefix(_ number: Int, _ prefix: [UInt8], _ bytes: RawSpan) throws -> Bool {
        let range = try bytesOfElement(number, starts: termStarts, within: termBytes, bytes)
        return range.count >= prefix.count && prefix.indices.allSatisfy { bytes.element($0, at: range.lowerBound, as: UInt8.self) == prefix[$0] }
    }

    private func bytesOfElement(_ number: Int, starts: Int, within section: Range<Int>, _ bytes: RawSpan) throws -> Range<Int> {
        let start: UInt64 = bytes.element(number, at: starts), end: UInt64 = bytes.element(number + 1, at: starts)
        guard start <= end, end <= UInt64(section.count) else { throw file.damage("a name lies outside of its section") }
        return section.lowerBound + Int(start)..<section.lowerBound + Int(end)
    }
}

/// The first of `0..<count` for which `isBefore` no longer holds.
func lowerBound(_ count: Int, _ isBefore: (Int) -> Bool) -> Int {
    var low = 0, high = count
    while low < high {
        let middle = (low + high) / 2
        if isBefore(middle) { low = middle + 1 } else { high = middle }
    }
    return low
}
