import CTruthKernels

/// Keys and values of one layer of one sequence, in floats of 16 or 32 bits or in 8-bit codes.
///
/// Memory grows in chunks of 64 positions. A chunk holds, for every head, the keys in groups of 16 positions side by side
/// (`[group][channel][16 positions]`, so that a vector of scores needs no sum across it), then the values as rows.
///
/// Not `Sendable`: one task works with it at a time.
@safe
public final class AttentionCache {
    public let headCount: Int
    public let headWidth: Int
    public let precision: Precision
    /// Positions stored.
    public private(set) var count = 0
    private var chunks: [Allocation] = []
    /// The chunks' addresses, as the kernels want them.
    private var table: [UnsafeRawPointer?] = unsafe []

    static let chunkLength = TG_CHUNK

    /// How keys and values are stored.
    public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
        /// 16-bit floats: half the memory, each number 2⁻¹¹ off at most.
        case f16
        /// 32-bit floats: as computed.
        case f32
        /// 8-bit codes with a scale for each key and each value: a quarter of the memory of `f32`, each number off by 1 / 254 of the
        /// largest of its head at most.
        case int8

        var byteCount: Int {
            switch self {
            case .f16: 2
            case .f32: 4
            case .int8: 1
            }
        }

        /// The same case in C.
        var kernelType: tg_cache {
            switch self {
            case .f16: TG_CACHE_F16
            case .f32: TG_CACHE_F32
            case .int8: TG_CACHE_INT8
            }
        }
    }

    public init(headCount: Int, headWidth: Int, precision: Precision = .f16) {
        precondition(headCount > 0, "AttentionCache: \(headCount) heads")
        let limit = TG_MAXIMUM_HEAD_WIDTH
        precondition((1...limit).contains(headWidth), "AttentionCache: heads of \(headWidth) channels; 1 to \(limit) are supported")
        self.headCount = headCount
        self.headWidth = headWidth
        self.precision = precision
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
            other.headCount == headCount && other.headWidth == headWidth && other.precision == precision,
            "AttentionCache: \(headCount) heads of \(headWidth) in \(precision) against \(other.headCount) of \(other.headWidth) in \(other.precision)")
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

    /// Makes room for `positions` more and counts them; `store` must fill each.
    func extend(by positions: Int) {
        reserve(count + positions)
        count += positions
    }

    /// Fills one position: `headCount · headWidth` floats of keys and of values. Several threads may fill different ones.
    func store(position: Int, key: UnsafePointer<Float>, value: UnsafePointer<Float>, kernels: UnsafePointer<tg_kernels>) {
        precondition(position < count, "AttentionCache: position \(position) of \(count)")
        let chunk = unsafe chunks[position / Self.chunkLength].base
        for head in 0..<headCount {
            // The offsets stay inside the chunk, and the position inside its 64.
            unsafe tg_store_position(
                kernels, precision.kernelType, key + head * headWidth, value + head * headWidth, headWidth, paddedWidth, position % Self.chunkLength,
                chunk + keyOffset(head: head), chunk + valueOffset(head: head),
                (chunk + scaleOffset(head: head)).assumingMemoryBound(to: Float.self))
        }
    }

    /// Where head `head`'s keys begin in a chunk, in bytes.
    func keyOffset(head: Int) -> Int { precision.byteCount * head * Self.chunkLength * headWidth }
    /// Where head `head`'s values begin in a chunk, in bytes.
    func valueOffset(head: Int) -> Int { precision.byteCount * Self.chunkLength * (headCount * headWidth + head * paddedWidth) }

    /// Where head `head`'s scales begin in a chunk, in bytes: behind all values, at its end where there are none.
    func scaleOffset(head: Int) -> Int {
        precision.byteCount * Self.chunkLength * headCount * (headWidth + paddedWidth) + (precision == .int8 ? head * Self.chunkLength * 8 : 0)
    }

    /// Lends the chunks' addresses.
    func withChunks<R>(_ body: (UnsafePointer<UnsafeRawPointer?>) -> R) -> R {
        // The chunks live as long as the object, and so through the call.
        unsafe table.withUnsafeBufferPointer { unsafe body($0.baseAddress!) }
    }

    static func chunksNeeded(_ positions: Int) -> Int { (positions + chunkLength - 1) / chunkLength }

    /// What `positions` positions take, in bytes; memory comes in whole chunks.
    public static func byteCount(headCount: Int, headWidth: Int, positions: Int, precision: Precision = .f16) -> Int {
        let perPosition = precision.byteCount * (headWidth + paddedWidth(headWidth)) + (precision == .int8 ? 8 : 0)
        return chunksNeeded(positions) * chunkLength * headCount * perPosition
    }

    private static func paddedWidth(_ headWidth: Int) -> Int { (headWidth + 15) / 16 * 16 }
    private var paddedWidth: Int { Self.paddedWidth(headWidth) }
    private var chunkByteCount: Int { Self.byteCount(headCount: headCount, headWidth: headWidth, positions: 1, precision: precision) }

    private func reserve(_ positions: Int) {
        while chunks.count < Self.chunksNeeded(positions) {
            let chunk = Allocation(byteCount: chunkByteCount)
            // Zeros: the kernels multiply positions not yet written by a weight of zero, which must not meet infinities.
            unsafe chunk.base.initializeMemory(as: UInt8.self, repeating: 0, count: chunkByteCount)
            chunks.append(chunk)
            unsafe table.append(UnsafeRawPointer(chunk.base))
        }
    }
}
