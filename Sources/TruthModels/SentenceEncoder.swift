internal import TruthTensors
internal import TruthTokens

/// Turns texts into vectors whose inner product says how alike they are: all-MiniLM-L6-v2 and models built like it.
///
/// A vector is the mean over the text's tokens, scaled to length 1. A text longer than the model reads at once is read in
/// windows, and the mean is over the tokens of all of them: nothing is cut off.
public struct SentenceEncoder: Sendable {
    let model: Bert
    let tokenizer: Tokenizer
    let processor: Processor
    /// The most tokens read at once, with the two that frame them.
    let windowLength: Int

    /// Numbers per vector.
    public var dimension: Int { model.configuration.width }

    /// A pass is run once it has this many tokens: enough to keep all cores busy, few enough to stay in their caches.
    private static let tokensPerPass = 512

    /// The vectors of `texts`, in the same order, each of length 1.
    ///
    /// Texts share passes without padding, so a text's vector doesn't depend on its company. Safe to call from several threads
    /// at once; it computes on the caller's.
    public func embed(_ texts: [String]) throws -> [[Float]] {
        var sums = Array(repeating: [Float](repeating: 0, count: dimension), count: texts.count)
        let workspace = BertWorkspace(for: model.configuration)
        var pass: [(text: Int, tokens: [Int])] = []
        var tokenCount = 0
        func run() {
            let rows = model.forward(pass.map(\.tokens), in: workspace, on: processor)
            for (window, rows) in zip(pass, rows) { workspace.stream.addRows(rows, to: &sums[window.text]) }
            pass = []
            tokenCount = 0
        }
        for (index, text) in texts.enumerated() {
            for tokens in windows(of: text) {
                pass.append((index, tokens))
                tokenCount += tokens.count
                if tokenCount >= Self.tokensPerPass { run() }
            }
        }
        if !pass.isEmpty { run() }
        return sums.map(\.scaledToUnitLength)
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
