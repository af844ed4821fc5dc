import Synchronization

/// What one thread remembers and works with while it encodes.
///
/// `@unchecked Sendable`: whoever took it out of the pool is the only one who touches it until it is put back.
final class EncoderWorkspace: @unchecked Sendable {
    struct Contents {
        var shortWords = ShortWordCache()
        var words = WordCache()
        var merger = WordMerger()
    }

    private var contents = Contents()

    /// Workspaces that nobody uses right now: as many as there ever were threads at once.
    final class Pool: Sendable {
        private let idle = Mutex<[EncoderWorkspace]>([])

        /// Calls `body` with a workspace of its own.
        func with(_ body: (inout Contents) -> Void) {
            let workspace = idle.withLock { $0.popLast() } ?? EncoderWorkspace()
            body(&workspace.contents)
            idle.withLock { $0.append(workspace) }
        }
    }
}
