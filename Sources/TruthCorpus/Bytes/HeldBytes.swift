/// Bytes in memory, as a source.
final class HeldBytes: ByteSource {
    let place: String
    private let pieceSize: Int
    private var rest: ArraySlice<UInt8>
    private(set) var storedBytesRead = 0

    /// - Parameter pieceSize: The most that is handed out at once.
    init(_ bytes: [UInt8], place: String, pieceSize: Int = Int.max) {
        self.place = place
        self.pieceSize = pieceSize
        rest = bytes[...]
    }

    func read(upTo count: Int) -> [UInt8] {
        let piece = rest.prefix(min(count, pieceSize))
        rest = rest.dropFirst(piece.count)
        storedBytesRead += piece.count
        return Array(piece)
    }
}
