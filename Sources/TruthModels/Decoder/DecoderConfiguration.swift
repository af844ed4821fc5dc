/// The blueprint of a decoder: a Llama, and what its family does otherwise.
@dynamicMemberLookup
package struct DecoderConfiguration: Sendable, Hashable {
    /// The name that files give the family: `llama`.
    package var family: String
    /// What every family shares with Llama.
    package var llama: LlamaConfiguration
    package var norms = NormPlacement.before
    /// Whether a file keeps the norms' gains less 1: folders of Gemma.
    package var addsOneToGains = false
    package var headNorm: HeadNorm
    /// Whether queries, keys and values have biases.
    package var hasAttentionBiases = false
    /// Whether a file holds queries, keys and values as one matrix, and gate and up as another.
    package var isFused = false
    /// GELU's tanh form inside the gate, in place of SiLU.
    package var gatesWithGELU = false
    /// Factor on the embeddings.
    package var embeddingScale: Float = 1
    /// Factor on queries · keys.
    package var attentionScale: Float
    /// Bends attention's scores into ±cap: `cap · tanh(score / cap)`.
    package var attentionCap: Float?
    /// Bends the logits into ±cap.
    package var logitCap: Float?
    /// How each block attends.
    package var attention: [BlockAttention]
    /// Several feed-forward parts, of which each token takes a few; `nil`: one.
    package var mixture: MixtureConfiguration?

    package init(_ llama: LlamaConfiguration, family: String = "llama") {
        self.family = family
        self.llama = llama
        headNorm = llama.normalizesHeads ? .unit : .none
        attentionScale = 1 / Float(llama.headWidth).squareRoot()
        attention = Array(repeating: BlockAttention(rotation: llama.rotation, window: nil), count: llama.blockCount)
    }

    package subscript<Value>(dynamicMember path: KeyPath<LlamaConfiguration, Value>) -> Value { llama[keyPath: path] }

    /// Where RMSNorm stands around each part of a block.
    package enum NormPlacement: Sendable, Hashable {
        /// On what the part reads: Llama.
        case before
        /// On what the part gives: OLMo 2.
        case after
        /// On both: Gemma 2 and 3.
        case around
    }

    /// What brings queries and keys to unit root mean square before they are turned.
    package enum HeadNorm: Sendable, Hashable {
        case none
        /// Each head, without gains.
        case unit
        /// Each head, with gains `[E]` that all heads share: Qwen 3, Gemma 3.
        case perHead
        /// All heads together, with gains `[H · E]` and `[K · E]`: OLMo 2.
        case whole
    }

    /// How a block attends.
    package struct BlockAttention: Sendable, Hashable {
        /// How positions turn queries and keys; `nil` leaves them as they are (NoPE, arXiv:2305.19466).
        package var rotation: RotaryConfiguration?
        /// How many positions a token sees, its own included; `nil` sees all before it.
        package var window: Int?
    }

    /// A router and its experts.
    package struct MixtureConfiguration: Sendable, Hashable {
        package var expertCount: Int
        /// How many of them each token takes.
        package var usedCount: Int
        /// Numbers inside each expert.
        package var hiddenWidth: Int
        /// Whether the weights of those taken are scaled to a sum of 1.
        package var normalizes: Bool
    }
}
