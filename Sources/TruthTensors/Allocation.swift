/// Memory on a cache line's boundary, freed with the object.
///
/// `@unchecked Sendable`: the object only owns; who reads and writes is up to the type that holds it.
@safe
final class Allocation: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int

    /// Uninitialised memory.
    init(byteCount: Int) {
        self.byteCount = byteCount
        unsafe base = .allocate(byteCount: max(byteCount, 1), alignment: 64)
    }

    deinit {
        // Allocated in `init`, freed only here.
        unsafe base.deallocate()
    }
}
