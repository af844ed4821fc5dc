/// Memory of tensors that come and go in the same sizes: what one gives back the next one takes.
///
/// Pages stay mapped between steps, so that no step pays for them again. Not `Sendable`: one task works with it at a time.
@safe
package final class TensorArena {
    /// Sizes are rounded up to pages of this many bytes, so that nearly equal tensors share memory.
    private static let pageBytes = 4096

    private var free: [Int: [Allocation]] = [:]
    /// Bytes that tensors hold now.
    package private(set) var bytesInUse = 0
    /// The most bytes that tensors held at once.
    package private(set) var peakBytes = 0
    /// Bytes taken from the system, in use or waiting.
    package private(set) var bytesReserved = 0

    package init() {}

    func take(byteCount: Int) -> Allocation {
        let size = (max(byteCount, 1) + Self.pageBytes - 1) / Self.pageBytes * Self.pageBytes
        bytesInUse += size
        peakBytes = max(peakBytes, bytesInUse)
        if let allocation = free[size]?.popLast() { return allocation }
        bytesReserved += size
        return Allocation(byteCount: size, prefersLargePages: true)
    }

    func give(_ allocation: Allocation) {
        bytesInUse -= allocation.byteCount
        free[allocation.byteCount, default: []].append(allocation)
    }

    /// Hands what nobody uses back to the system.
    package func trim() {
        for (size, allocations) in free { bytesReserved -= size * allocations.count }
        free.removeAll()
    }
}
