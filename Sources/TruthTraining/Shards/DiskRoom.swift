import Synchronization

/// How much may be written: to act out a full disk in tests.
package final class DiskRoom: Sendable {
    private let bytesLeft: Mutex<Int>

    /// - Parameter byteCount: The default stands for as much as the disk takes.
    package init(byteCount: Int = .max) {
        bytesLeft = Mutex(byteCount)
    }

    /// Takes `byteCount` bytes of the room, or throws what a full disk throws.
    func take(_ byteCount: Int, for path: String) throws(ShardError) {
        let fits = bytesLeft.withLock { left in
            guard left >= byteCount else { return false }
            left -= byteCount
            return true
        }
        if !fits { throw .unwritable(path: path, reason: "No space left on device") }
    }
}
