import Synchronization
internal import TruthTensors
internal import TruthTokens

/// Turns texts into vectors whose inner product says how alike they are: all-MiniLM-L6-v2 and models built like it.
///
/// A vector is the mean over the text's tokens, or the first token's where the folder says so, scaled to length 1. A text longer
/// than the model reads at once is read in windows, and the mean is over the tokens of all of them, or their first ones: nothing is
/// cut off.
public struct SentenceEncoder: Sendable {
    let model: any Encoder
    let pooling: Pooling
    let tokenizer: Tokenizer
    let processor: Processor
    /// The most tokens read at once, with the two that frame them.
    let windowLength: Int
    private let lanes: EncoderLanes

    init(model: any Encoder, pooling: Pooling, tokenizer: Tokenizer, processor: Processor, windowLength: Int) {
        self.model = model
        self.pooling = pooling
        self.tokenizer = tokenizer
        self.processor = processor
        self.windowLength = windowLength
        lanes = EncoderLanes(for: model, on: processor)
    }

    /// Numbers per vector.
    public var dimension: Int { model.width }

    /// The longest text that is read at once, in tokens; a longer one is read in windows.
    public var maximumTokens: Int { windowLength }

    /// A pass takes texts up to this many tokens: enough that unpacking the weights hardly counts, few enough that the
    /// activations stay in a core's second-level cache.
    private static let tokensPerPass = 256
    /// Passes that a thread runs before others get a turn at the processor: some tens of milliseconds.
    private static let itemsPerTurn = 4

    /// The vectors of `texts`, in the same order, each of length 1.
    ///
    /// Texts share passes without padding, so a text's vector doesn't depend on its company. Safe to call from several threads
    /// at once; it computes on the caller's.
    public func embed(_ texts: [String]) throws -> [[Float]] {
        let encoded = inParallel(texts.count) { windows(of: texts[$0]) }
        let all = encoded.enumerated().flatMap { text, windows in windows.map { EncoderPass.Window(text: text, tokens: $0) } }
        let passes = EncoderPass.packed(all, tokensPerPass: Self.tokensPerPass)
        var sums = Array(repeating: [Float](repeating: 0, count: dimension), count: texts.count)
        for (pass, vectors) in zip(passes, run(passes)) {
            for (window, vector) in zip(pass.windows, vectors) {
                for column in 0..<dimension { sums[window.text][column] += vector[column] }
            }
        }
        return sums.map(\.scaledToUnitLength)
    }

    /// The sums of every window's token vectors. One pass alone takes all threads; several take a thread each, which saves
    /// waiting for each other inside a pass.
    private func run(_ passes: [EncoderPass]) -> [[[Float]]] {
        if passes.count == 1 { return [passes[0].run(model, pooling: pooling, in: model.workspace(), on: processor)] }
        return inParallel(passes.count) { lanes.run(passes[$0], pooling: pooling, model) }
    }

    /// The results of `body(0 ..< count)`, computed by all threads; others get a turn at the processor in between.
    private func inParallel<Result: Sendable>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
        let results = Mutex([Result?](repeating: nil, count: count)), turn = Self.itemsPerTurn * processor.threadCount
        for first in stride(from: 0, to: count, by: turn) {
            processor.forEach(min(turn, count - first)) { item in
                let result = body(first + item)
                results.withLock { $0[first + item] = result }
            }
        }
        return results.withLock { $0.map { $0! } }
    }

    /// How many tokens `text` has, with those that frame it.
    public func tokenCount(of text: String) -> Int {
        tokenizer.encode(text, addingSpecial: true).count
    }

    /// A text's tokens in framed stretches that the model can read at once.
    private func windows(of text: String) -> [[Int]] {
        let whole = tokenizer.encode(text, addingSpecial: true)
        guard whole.count > windowLength else { return [whole] }
        let frame = tokenizer.encode("", addingSpecial: true)
        let (opening, closing) = (frame.prefix(1), frame.dropFirst())
        let body = whole.dropFirst(opening.count).dropLast(closing.count)
        let stretch = windowLength - frame.count
        return stride(from: body.startIndex, to: body.endIndex, by: stretch).map { start in
            Array(opening + body[start..<min(start + stretch, body.endIndex)] + closing)
        }
    }
}

extension Tensor {
    /// Adds rows of the tensor to `sum`, column by column.
    func addRows(_ rows: Range<Int>, to sum: inout [Float]) {
        for row in rows {
            withRow(row) { values in
                for column in 0..<values.count { sum[column] += values[column] }
            }
        }
    }
}

extension [Float] {
    /// The same direction with length 1; zeros stay zeros.
    var scaledToUnitLength: [Float] {
        let length = reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? map { $0 / length } : self
    }
}
