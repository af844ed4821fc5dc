/// The tokens of a model by id, as bytes, and the way back from bytes to id.
public struct Vocabulary: Sendable {
    /// All tokens' bytes, one after another; token `id` is `starts[id]..<starts[id + 1]`.
    private var bytes: [UInt8] = []
    private var starts: [UInt32] = [0]
    private var kinds: [TokenKind] = []
    /// Open addressing with linear probing: ids of normal tokens, or -1.
    private var slots: [Int32]

    /// An empty vocabulary with room for `capacity` tokens.
    init(capacity: Int) {
        slots = Array(repeating: -1, count: ByteHash.slotCount(for: capacity))
        starts.reserveCapacity(capacity + 1)
        kinds.reserveCapacity(capacity)
        bytes.reserveCapacity(capacity * 8)
    }

    /// The number of tokens; ids run from 0.
    public var count: Int { kinds.count }

    /// The token's bytes; a character may span several tokens.
    public func bytes(of id: Int) -> ArraySlice<UInt8> {
        bytes[Int(starts[id])..<Int(starts[id + 1])]
    }

    /// What the token is for.
    public func kind(of id: Int) -> TokenKind { kinds[id] }

    /// The id of the normal token with these bytes.
    func id(of wanted: Span<UInt8>) -> Int? {
        let id = slots[slot(of: wanted)]
        return id < 0 ? nil : Int(id)
    }

    /// Appends a token; its id is `count` before the call.
    ///
    /// - Returns: The id of an earlier normal token with the same bytes, in which case nothing is appended.
    mutating func append(_ token: [UInt8], kind: TokenKind) -> Int? {
        if kind == .normal {
            let slot = slot(of: token.span)
            guard slots[slot] < 0 else { return Int(slots[slot]) }
            slots[slot] = Int32(count)
        }
        bytes.append(contentsOf: token)
        starts.append(UInt32(bytes.count))
        kinds.append(kind)
        return nil
    }

    /// The slot that holds `wanted`, or the empty one where it would go.
    private func slot(of wanted: Span<UInt8>) -> Int {
        var slot = Int(truncatingIfNeeded: ByteHash.hash(wanted)) & (slots.count - 1)
        while slots[slot] >= 0, !holds(Int(slots[slot]), wanted) {
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private func holds(_ id: Int, _ wanted: Span<UInt8>) -> Bool {
        let start = Int(starts[id])
        guard Int(starts[id + 1]) - start == wanted.count else { return false }
        for offset in 0..<wanted.count where bytes[start + offset] != wanted[offset] { return false }
        return true
    }
}
