/// A source whose first bytes have been looked at: it yields them again, then the rest.
final class PeekedBytes: ByteSource {
    /// Up to `headSize` bytes from the start; fewer only when there are no more, or none could be read.
    let head: [UInt8]
    private let rest: any ByteSource
    private var headTaken = 0
    /// What ended the look ahead. It is thrown when reading comes to its place, so that all before it is read.
    private var failure: (any Error)?

    /// Enough to see a tar archive's mark, and the first keys of a JSON object.
    static let headSize = 1 << 16

    init(_ source: any ByteSource) {
        var head: [UInt8] = []
        do {
            while head.count < Self.headSize {
                let bytes = try source.read(upTo: Self.headSize - head.count)
                if bytes.isEmpty { break }
                head += bytes
            }
        } catch {
            failure = error
        }
        self.head = head
        rest = source
    }

    var place: String { rest.place }
    var storedBytesRead: Int { rest.storedBytesRead }

    func read(upTo count: Int) throws -> [UInt8] {
        guard headTaken < head.count else {
            if let failure { throw failure }
            return try rest.read(upTo: count)
        }
        let piece = head[headTaken..<min(head.count, headTaken + count)]
        headTaken += piece.count
        return Array(piece)
    }
}
