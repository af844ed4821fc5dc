/// A place for one conversation at a time; what it has read stays for the next.
package final class Slot {
    package var cache: KVCache
    package var conversation: Conversation?
    /// When the slot was last given back, counted in requests.
    package var lastUse = 0

    package init(cache: KVCache) {
        self.cache = cache
    }

    package var isFree: Bool { conversation == nil }
}

extension [Slot] {
    /// Chooses a free slot for `prompt` and fills its cache with the longest beginning that any slot has already read.
    ///
    /// A free slot that holds little else is continued where it is. Otherwise its beginning is copied, so that the conversation
    /// it came from, running or not, keeps its own.
    ///
    /// - Parameter reusable: How much of the prompt may be reused: all but the last token, whose logits are needed; nothing for
    ///   a request that needs every token's.
    /// - Parameter adapterName: What is read under another adapter is no help.
    /// - Returns: The slot, its cache cut to the shared beginning; `nil` when all are taken.
    package func slot(for prompt: [Int], reusable: Int, adapterName: String? = nil) -> Slot? {
        guard let oldest = filter(\.isFree).min(by: { ($0.lastUse, $0.cache.count) < ($1.lastUse, $1.cache.count) }) else {
            return nil
        }
        let shared = map { Swift.min($0.cache.sharedPrefix(with: prompt, adapterName: adapterName), reusable) }
        guard let best = indices.max(by: { shared[$0] < shared[$1] }), shared[best] > 0 else {
            oldest.cache.clear(for: adapterName)
            return oldest
        }
        let donor = self[best]
        if donor === oldest || (donor.isFree && 2 * shared[best] >= donor.cache.count) {
            donor.cache.truncate(to: shared[best])
            return donor
        }
        oldest.cache.truncate(to: 0)
        oldest.cache.copyPrefix(of: donor.cache, count: shared[best])
        return oldest
    }
}
