import Synchronization

extension Tokenizer {
    /// The token ids of each of `texts`, in their order, found on up to `threadCount` threads.
    ///
    /// What looks like a special token in a text is ordinary text.
    ///
    /// - Parameter addingSpecial: Whether the tokens that open and close a whole text are put around each.
    public func encode(batch texts: [String], threadCount: Int, addingSpecial: Bool = false) -> [[Int]] {
        precondition(threadCount >= 1, "encode: \(threadCount) threads")
        let results = Mutex([[Int]](repeating: [], count: texts.count))
        SharedWork.forEachChunk(of: texts, threadCount: threadCount) { chunk, _ in
            let ids = encode(chunk: chunk, addingSpecial: addingSpecial)
            results.withLock { $0.replaceSubrange(chunk.indices, with: ids) }
        }
        return results.withLock { $0 }
    }
}
