package import TruthTensors

/// The keys and values of one conversation: what the model remembers of the tokens it has read.
///
/// It knows which tokens it holds, so that a later request that begins the same way need not read them again.
package final class KVCache {
    /// One cache per block.
    package let layers: [AttentionCache]
    /// The tokens whose keys and values are held, from position 0.
    package private(set) var tokens: [Int] = []
    /// The adapter under which they were read; keys and values of another are other numbers.
    package private(set) var adapterName: String?

    package init(for configuration: DecoderConfiguration, precision: AttentionCache.Precision = .f16) {
        layers = (0..<configuration.blockCount).map { _ in
            AttentionCache(headCount: configuration.keyValueHeadCount, headWidth: configuration.headWidth, precision: precision)
        }
    }

    /// What a conversation of `tokenCount` tokens takes, in bytes.
    package static func byteCount(
        for configuration: DecoderConfiguration, tokenCount: Int, precision: AttentionCache.Precision = .f16
    ) -> Int {
        configuration.blockCount
            * AttentionCache.byteCount(
                headCount: configuration.keyValueHeadCount, headWidth: configuration.headWidth, positions: tokenCount, precision: precision)
    }

    package var count: Int { tokens.count }
    package var byteCount: Int { layers.reduce(0) { $0 + $1.byteCount } }

    /// How many tokens at the beginning of `prompt` are held here, read under the same adapter.
    package func sharedPrefix(with prompt: [Int], adapterName: String? = nil) -> Int {
        guard adapterName == self.adapterName else { return 0 }
        var count = 0
        while count < min(tokens.count, prompt.count), tokens[count] == prompt[count] { count += 1 }
        return count
    }

    /// Forgets everything from position `count` on.
    package func truncate(to count: Int) {
        for layer in layers { layer.truncate(to: count) }
        tokens.removeSubrange(count...)
    }

    /// Forgets everything, and is from now on read under another adapter.
    package func clear(for adapterName: String?) {
        truncate(to: 0)
        self.adapterName = adapterName
    }

    /// Takes over the first `count` positions of another conversation, which keeps them too.
    package func copyPrefix(of other: KVCache, count: Int) {
        for (mine, theirs) in zip(layers, other.layers) { mine.copyPrefix(of: theirs, count: count) }
        tokens = Array(other.tokens[..<count])
        adapterName = other.adapterName
    }

    /// Notes the tokens whose keys and values have just been added to every layer.
    package func append(_ newTokens: some Sequence<Int>) {
        tokens += newTokens
    }
}
