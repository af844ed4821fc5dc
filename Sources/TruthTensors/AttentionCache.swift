import CTruthKernels

/// Keys and values of one layer of one sequence, in 16-bit floats.
///
/// Memory grows in chunks of 64 positions. A chunk holds, for every head, the keys in groups of 16 positions side by side
/// (`[group][channel][16 positions]`, so that a vector of scores needs no sum across it), then the values as rows.
///
/// Not `Sendable`: one task works with it at a time.
@safe
public final class AttentionCache {
    public let headCount: Int
    public let headWidth: Int
    /// Positions stored.
    public private(set) var count = 0
    private var chunks: [Allocation] = []
    /// The chunks' addresses, as the kernels want them.
    private var table: [UnsafePointer<UInt16>?] = unsafe []

    static let chunkLength = TG_CHUNK

    public init(headCount: Int, headWidth: Int) {
        precondition(headCount > 0, "AttentionCache: \(headCount) heads")
        let limit = TG_MAXIMUM_HEAD_WIDTH
        precondition((1...limit).contains(headWidth), "AttentionCache: heads of \(headWidth) channels; 1 to \(limit) are supported")
        self.headCount = headCount
        self.headWidth = headWidth
    }

    /// Memory held, in bytes.
    public var byteCount: Int { chunks.count * chunkByteCount }

    /// Forgets all positions from `count` on. The memory stays.
    public func truncate(to count: Int) {
        precondition(count >= 0 && count <= self.count, "AttentionCache: truncate \(self.count) positions to \(count)")
        self.count = count
    }

    /// Replaces the content by the first `count` positions of `other`.
    public func copyPrefix(of other: AttentionCache, count: Int) {
        precondition(
            other.headCount == headCount && other.headWidth == headWidth,
            "AttentionCache: \(headCount) heads of \(headWidth) against \(other.headCount) of \(other.headWidth)")
        precondition(count >= 0 && count <= other.count, "AttentionCache: prefix of \(count) out of \(other.count) positions")
        guard other !== self else { return truncate(to: count) }
        self.count = 0
        reserve(count)
        for index in 0..<Self.chunksNeeded(count) {
            // Both chunks have chunkByteCount bytes.
            unsafe chunks[index].base.copyMemory(from: other.chunks[index].base, byteCount: chunkByteCount)
        }
        self.count = count
    }

    /// Stores one more position: `headCount · headWidth` floats of keys and of values.
    func append(key: UnsafePointer<Float>, value: UnsafePointer<Float>) {
        reserve(count + 1)
        let chunk = unsafe chunks[count / Self.chunkLength].base.assumingMemoryBound(to: UInt16.self)
        for head in 0..<headCount {
            // The offsets stay inside the chunk, and the position inside its 64.
            unsafe tg_store_position(
                key + head * headWidth, value + head * headWidth, headWidth, paddedWidth, count % Self.chunkLength,
                chunk + keyOffset(head: head), chunk + valueOffset(head: head))
        }
        count += 1
    }

    /// Where head `head`'s keys begin in a chunk, in elements.
    func keyOffset(head: Int) -> Int { head * Self.chunkLength * headWidth }
    /// Where head `head`'s values begin in a chunk, in elements.
    func valueOffset(head: Int) -> Int { Self.chunkLength * (headCount * headWidth + head * paddedWidth) }

    /// Lends the chunks' addresses.
    func withChunks<R>(_ body: (UnsafePointer<UnsafePointer<UInt16>?>) -> R) -> R {
        // The chunks live as long as the object, and so through the call.
        unsafe table.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }

    static func chunksNeeded(_ positions: Int) -> Int { (positions + chunkLength - 1) / chunkLength }

    private var paddedWidth: Int { (headWidth + 15) / 16 * 16 }
    private var chunkByteCount: Int { 2 * Self.chunkLength * headCount * (headWidth + paddedWidth) }

    private func reserve(_ positions: Int) {
        while chunks.count < Self.chunksNeeded(positions) {
            let chunk = Allocation(byteCount: chunkByteCount)
            // Zeros: the kernels multiply positions not yet written by a weight of zero, which must not meet infinities.
            unsafe chunk.base.initializeMemory(as: UInt8.self, repeating: 0, count: chunkByteCount)
            chunks.append(chunk)
            unsafe table.append(UnsafePointer(chunk.base.assumingMemoryBound(to: UInt16.self)))
        }
    }
}
