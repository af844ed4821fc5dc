internal import TruthCheckpoints
internal import TruthTensors

/// Reads a decoder's tensors and keeps account of them, so that none that would change the numbers is left out silently.
struct DecoderReader {
    let checkpoint: Checkpoint
    let configuration: DecoderConfiguration
    let names: DecoderNames
    private var read: Set<String> = []

    init(_ checkpoint: Checkpoint, _ configuration: DecoderConfiguration) {
        self.checkpoint = checkpoint
        self.configuration = configuration
        names = checkpoint.configuration == nil ? .gguf : .huggingFace(configuration.norms)
    }

    mutating func matrix(_ name: String, _ rows: Int, _ columns: Int) throws(CheckpointError) -> Matrix {
        read.insert(name)
        return try checkpoint.matrix(named: name, rows: rows, columns: columns)
    }

    mutating func vector(_ name: String, _ count: Int) throws(CheckpointError) -> [Float] {
        read.insert(name)
        return try checkpoint.vector(named: name, count: count)
    }

    /// The gains of a norm.
    mutating func gains(_ name: String, _ count: Int) throws(CheckpointError) -> [Float] {
        let gains = try vector(name, count)
        return configuration.addsOneToGains ? gains.map { $0 + 1 } : gains
    }

    // MARK: - Blocks

    mutating func block(_ index: Int) throws(CheckpointError) -> DecoderBlock {
        let prefix = names.llama.block(index), width = configuration.width
        let (queries, keys) = (configuration.queryWidth, configuration.keyValueWidth)
        let hasNormsBefore = configuration.norms != .after, hasNormsAfter = configuration.norms != .before
        let products = try attentionProducts(prefix)
        return DecoderBlock(
            attentionNorm: hasNormsBefore ? try gains(prefix + names.attentionNorm, width) : nil,
            attentionPostNorm: hasNormsAfter ? try gains(prefix + names.attentionPostNorm, width) : nil,
            query: products.query, key: products.key, value: products.value,
            output: try matrix(prefix + names.llama.output, width, queries),
            biases: configuration.hasAttentionBiases
                ? DecoderBlock.AttentionBiases(
                    query: try bias(prefix + names.llama.query, queries), key: try bias(prefix + names.llama.key, keys),
                    value: try bias(prefix + names.llama.value, keys)) : nil,
            headGains: try headGains(prefix),
            feedForwardNorm: hasNormsBefore ? try gains(prefix + names.feedForwardNorm, width) : nil,
            feedForwardPostNorm: hasNormsAfter ? try gains(prefix + names.feedForwardPostNorm, width) : nil,
            feedForward: try feedForward(prefix))
    }

    private mutating func attentionProducts(_ prefix: String) throws(CheckpointError) -> (query: Matrix, key: Matrix, value: Matrix) {
        let (queries, keys, width) = (configuration.queryWidth, configuration.keyValueWidth, configuration.width)
        guard configuration.isFused else {
            return (
                try matrix(prefix + names.llama.query, queries, width), try matrix(prefix + names.llama.key, keys, width),
                try matrix(prefix + names.llama.value, keys, width)
            )
        }
        let all = try matrix(prefix + names.fusedAttention, queries + 2 * keys, width)
        return (
            all.part(rows: 0..<queries), all.part(rows: queries..<queries + keys), all.part(rows: queries + keys..<queries + 2 * keys)
        )
    }

    private mutating func bias(_ weights: String, _ count: Int) throws(CheckpointError) -> [Float] {
        try vector(weights.dropLast("weight".count) + "bias", count)
    }

    private mutating func headGains(_ prefix: String) throws(CheckpointError) -> DecoderBlock.HeadGains? {
        let counts: (query: Int, key: Int)
        switch configuration.headNorm {
        case .none, .unit: return nil
        case .perHead: counts = (configuration.headWidth, configuration.headWidth)
        case .whole: counts = (configuration.queryWidth, configuration.keyValueWidth)
        }
        return DecoderBlock.HeadGains(
            query: try gains(prefix + names.queryNorm, counts.query), key: try gains(prefix + names.keyNorm, counts.key))
    }

    // MARK: - Feed-forward

    private mutating func feedForward(_ prefix: String) throws(CheckpointError) -> DecoderBlock.FeedForward {
        let (width, hidden) = (configuration.width, configuration.hiddenWidth)
        if let mixture = configuration.mixture { return try self.mixture(mixture, prefix) }
        guard configuration.isFused else { return .dense(try products(prefix, hidden)) }
        let both = try matrix(prefix + names.fusedFeedForward, 2 * hidden, width)
        return .dense(
            DecoderBlock.GatedProducts(
                gate: both.part(rows: 0..<hidden), up: both.part(rows: hidden..<2 * hidden),
                down: try matrix(prefix + names.llama.down, width, hidden)))
    }

    private mutating func products(_ prefix: String, _ hidden: Int) throws(CheckpointError) -> DecoderBlock.GatedProducts {
        let width = configuration.width
        return DecoderBlock.GatedProducts(
            gate: configuration.activation == .swiGLU ? try matrix(prefix + names.llama.gate, hidden, width) : nil,
            up: try matrix(prefix + names.llama.up, hidden, width), down: try matrix(prefix + names.llama.down, width, hidden))
    }

    private mutating func mixture(
        _ mixture: DecoderConfiguration.MixtureConfiguration, _ prefix: String
    ) throws(CheckpointError) -> DecoderBlock.FeedForward {
        let (width, hidden, count) = (configuration.width, mixture.hiddenWidth, mixture.expertCount)
        let router = try matrix(prefix + names.router, count, width)
        var experts: [DecoderBlock.GatedProducts] = []
        if checkpoint.configuration == nil {
            let gates = try stack(prefix + names.stackedGate, count, hidden, width), ups = try stack(prefix + names.stackedUp, count, hidden, width)
            let downs = try stack(prefix + names.stackedDown, count, width, hidden)
            for index in 0..<count {
                let (inner, outer) = (index * hidden..<(index + 1) * hidden, index * width..<(index + 1) * width)
                experts.append(
                    DecoderBlock.GatedProducts(gate: gates.part(rows: inner), up: ups.part(rows: inner), down: downs.part(rows: outer)))
            }
        } else {
            for index in 0..<count { experts.append(try expert(prefix + names.expert(index), hidden)) }
        }
        return .mixture(router: router, experts: experts)
    }

    private mutating func expert(_ prefix: String, _ hidden: Int) throws(CheckpointError) -> DecoderBlock.GatedProducts {
        let width = configuration.width
        return DecoderBlock.GatedProducts(
            gate: try matrix(prefix + "gate_proj.weight", hidden, width), up: try matrix(prefix + "up_proj.weight", hidden, width),
            down: try matrix(prefix + "down_proj.weight", width, hidden))
    }

    /// `count` matrices in one tensor, as one matrix of all their rows.
    private mutating func stack(_ name: String, _ count: Int, _ rows: Int, _ columns: Int) throws(CheckpointError) -> Matrix {
        read.insert(name)
        return try checkpoint.stack(named: name, count: count, rows: rows, columns: columns)
    }

    // MARK: - What is left

    /// Refuses tensors of blocks that nothing has read, such as biases: leaving them out silently would give wrong text.
    func refuseUnread() throws(ModelError) {
        let blocks = String(names.llama.block(0).dropLast(2))
        for tensor in checkpoint.tensors where tensor.name.hasPrefix(blocks) && !read.contains(tensor.name) {
            // Frequencies follow from the settings; old folders keep them all the same.
            guard !tensor.name.hasSuffix("rotary_emb.inv_freq") else { continue }
            throw .unsupportedSetting(
                path: checkpoint.path, name: "tensor \(tensor.name)", value: "present", supported: "the tensors of \(configuration.family) only")
        }
    }
}
