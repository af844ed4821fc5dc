/// UTF-16 as UTF-8, piece by piece.
final class UTF16Bytes: ByteSource {
    enum Order: Sendable {
        case littleEndian, bigEndian
    }

    private let source: any ByteSource
    private let order: Order
    private var pending: [UInt8] = []
    private var isAtStart = true

    init(_ source: any ByteSource, order: Order) {
        self.source = source
        self.order = order
    }

    /// The order of UTF-16's bytes, told by a byte order mark, or by the zeros in every other place that Latin letters and digits
    /// give it; `nil` for what isn't UTF-16.
    static func order(of head: [UInt8]) -> Order? {
        if head.starts(with: [0xFF, 0xFE]) { return head.starts(with: [0xFF, 0xFE, 0, 0]) ? nil : .littleEndian }
        if head.starts(with: [0xFE, 0xFF]) { return .bigEndian }
        let pairs = min(head.count, 1024) / 2
        guard pairs >= 2 else { return nil }
        let zerosFirst = (0..<pairs).count { head[2 * $0] == 0 }
        let zerosSecond = (0..<pairs).count { head[2 * $0 + 1] == 0 }
        if zerosFirst == 0, zerosSecond * 10 >= pairs * 7 { return .littleEndian }
        if zerosSecond == 0, zerosFirst * 10 >= pairs * 7 { return .bigEndian }
        return nil
    }

    var place: String { source.place }
    var storedBytesRead: Int { source.storedBytesRead }

    func read(upTo count: Int) throws -> [UInt8] {
        while true {
            let bytes = pending + (try source.read(upTo: count))
            if bytes.count == pending.count {
                if bytes.isEmpty { return [] }
                throw CorpusError.unreadable(path: place, reason: "the UTF-16 text ends inside a character")
            }
            let text = try convert(bytes)
            if !text.isEmpty { return text }
        }
    }

    /// The UTF-8 of the whole characters; the bytes of a last half one stay `pending`.
    private func convert(_ bytes: [UInt8]) throws -> [UInt8] {
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        var index = 0
        while index + 1 < bytes.count {
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            units.append(order == .littleEndian ? second << 8 | first : first << 8 | second)
            index += 2
        }
        if let last = units.last, UTF16.isLeadSurrogate(last) {
            units.removeLast()
            index -= 2
        }
        pending = Array(bytes[index...])
        if isAtStart, units.first == 0xFEFF { units.removeFirst() }
        isAtStart = false
        var text: [UInt8] = []
        text.reserveCapacity(units.count * 2)
        let failed = transcode(units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true) { text.append($0) }
        if failed { throw CorpusError.unreadable(path: place, reason: "half a surrogate pair in UTF-16 text") }
        return text
    }
}
