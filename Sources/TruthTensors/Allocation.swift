#if canImport(Glibc)
    import Glibc
#endif

/// Memory on a cache line's boundary, freed with the object.
///
/// `@unchecked Sendable`: the object only owns; who reads and writes is up to the type that holds it.
@safe
final class Allocation: @unchecked Sendable {
    /// What a large page of x86 and ARM Linux holds.
    private static let largePage = 2 << 20

    let base: UnsafeMutableRawPointer
    let byteCount: Int

    /// Uninitialised memory.
    ///
    /// - Parameter prefersLargePages: Asks the system for large pages where at least two fit: fewer translations of addresses
    ///   are missed by products over large matrices. A system without them gives ordinary ones.
    init(byteCount: Int, prefersLargePages: Bool = false) {
        self.byteCount = byteCount
        let isLarge = prefersLargePages && byteCount >= 2 * Self.largePage
        unsafe base = .allocate(byteCount: max(byteCount, 1), alignment: isLarge ? Self.largePage : 64)
        #if os(Linux)
            // The memory was just allocated and is as long as that. It is advice: a refusal changes nothing.
            if isLarge { _ = unsafe madvise(base, byteCount, MADV_HUGEPAGE) }
        #endif
    }

    deinit {
        // Allocated in `init`, freed only here.
        unsafe base.deallocate()
    }
}
