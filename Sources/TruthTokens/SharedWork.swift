import Dispatch
import Synchronization

/// Shares the elements of an array out to threads.
enum SharedWork {
    /// Calls `body` with stretches of `items` that together are all of them, from up to `threadCount` threads, and returns when all
    /// calls have. The second argument is the number of the thread, which makes its calls one after another.
    ///
    /// A thread that is done with a stretch takes the next, so that long and short elements even out.
    static func forEachChunk<Item: Sendable>(
        of items: [Item], threadCount: Int, _ body: @Sendable (ArraySlice<Item>, _ thread: Int) -> Void
    ) {
        let threads = max(1, min(threadCount, items.count))
        guard threads > 1 else {
            if !items.isEmpty { body(items[...], 0) }
            return
        }
        let chunkCount = max(1, items.count / (threads * 8))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
            while true {
                let start = next.wrappingAdd(chunkCount, ordering: .relaxed).oldValue
                guard start < items.count else { return }
                body(items[start..<min(start + chunkCount, items.count)], thread)
            }
        }
    }
}
