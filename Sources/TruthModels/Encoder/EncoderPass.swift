internal import TruthTensors

/// Texts that go through the encoder together, without padding.
struct EncoderPass: Sendable {
    /// A stretch of a text that the model reads at once.
    struct Window: Sendable {
        /// Which text.
        var text: Int
        var tokens: [Int]
    }

    var windows: [Window] = []
    var tokenCount = 0

    /// Packs windows of like length together, longest first: passes of up to `tokensPerPass` tokens, or of one longer window.
    ///
    /// Windows of one text keep their order, so that the sum over them doesn't depend on other texts.
    static func packed(_ windows: [Window], tokensPerPass: Int) -> [EncoderPass] {
        let order = windows.indices.sorted { (windows[$1].tokens.count, $0) < (windows[$0].tokens.count, $1) }
        var passes: [EncoderPass] = []
        for index in order {
            let count = windows[index].tokens.count
            if passes.isEmpty || passes[passes.count - 1].tokenCount + count > tokensPerPass { passes.append(EncoderPass()) }
            passes[passes.count - 1].windows.append(windows[index])
            passes[passes.count - 1].tokenCount += count
        }
        return passes
    }

    /// What counts of each window: the sum of its token vectors, or the first.
    func run(_ model: any Encoder, pooling: Pooling, in workspace: EncoderWorkspace, on processor: Processor) -> [[Float]] {
        let rows = model.forward(windows.map(\.tokens), in: workspace, on: processor)
        return rows.map { rows in
            var sum = [Float](repeating: 0, count: model.width)
            workspace.stream.addRows(pooling == .first ? rows.prefix(1) : rows, to: &sum)
            return sum
        }
    }
}
