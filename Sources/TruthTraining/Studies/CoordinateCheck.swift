import Foundation
package import TruthTensors

/// Whether activations keep their size as a model grows wider ("Tensor Programs V", arXiv:2203.03466, appendix D.1).
///
/// Models of several widths take a few steps on the same batches; after each, the mean magnitude of the embeddings, of each block's
/// output, of scores and of logits is noted. Under muP none of them grows or shrinks with the width: the slope of log₂ magnitude
/// over log₂ width stays within ±0.1 from the second step on.
package struct CoordinateCheck: Sendable, Codable {
    /// The steepest slope that passes.
    package static let bound = 0.1

    package struct Row: Sendable, Codable, Hashable {
        /// What was measured, such as `block 2`.
        package var name: String
        /// Steps taken before it was measured.
        package var step: Int
        /// Mean magnitude by width.
        package var magnitudes: [Int: Double]
        /// The slope of log₂ magnitude over log₂ width.
        package var slope: Double
    }

    package let rows: [Row]

    /// The steepest slope after at least two steps.
    package var steepest: Row? { rows.filter { $0.step >= 2 }.max { abs($0.slope) < abs($1.slope) } }

    package var passes: Bool { steepest.map { abs($0.slope) <= Self.bound } ?? false }

    /// Trains models of `widths` for `steps` steps.
    package init(
        _ recipe: TrainingRecipe, widths: [Int], steps: Int, shards: ShardSet, on processor: Processor, progress: (_ width: Int, _ step: Int) -> Void
    ) throws {
        let ladder = try WidthLadder(recipe, widths: widths)
        var magnitudes: [String: [Int: [Int: Double]]] = [:]
        var names: [String] = []
        for width in widths {
            let run = try ShortRun(ladder.recipe(width: width), shards: shards, on: processor)
            let decoder = run.decoder
            for step in 0...steps {
                var sums: [(name: String, mean: Double)] = []
                decoder.probe = { name, values in sums += Self.measure(name, values, of: decoder) }
                _ = run.step(step, of: steps + 1)
                decoder.probe = nil
                for (name, mean) in Self.merged(sums) {
                    if !names.contains(name) { names.append(name) }
                    magnitudes[name, default: [:]][step, default: [:]][width] = mean
                }
                progress(width, step)
            }
        }
        rows = names.flatMap { name in
            (0...steps).map { step in
                let means = magnitudes[name]![step]!
                return Row(name: name, step: step, magnitudes: means, slope: Self.slope(means))
            }
        }
    }

    /// Heads give the mean score of a token with itself, which no rotation changes; everything else its mean magnitude.
    private static func measure(_ name: String, _ values: TrainingTensor, of decoder: TrainableDecoder) -> [(name: String, mean: Double)] {
        let all = values.values
        guard name == "heads" else { return [(name, all.reduce(0.0) { $0 + Double(abs($1)) } / Double(max(all.count, 1)))] }
        guard !decoder.configuration.normalizesHeads else { return [] }
        let c = decoder.configuration, group = c.headCount / c.keyValueHeadCount, scale = Double(decoder.attentionScale)
        var sum = 0.0
        for row in 0..<values.rows {
            for head in 0..<c.headCount {
                let query = row * values.columns + head * c.headWidth, key = row * values.columns + c.queryWidth + head / group * c.headWidth
                sum += abs((0..<c.headWidth).reduce(0.0) { $0 + Double(all[query + $1]) * Double(all[key + $1]) }) * scale
            }
        }
        return [("scores", sum / Double(max(values.rows * c.headCount, 1)))]
    }

    /// The mean of what has one name, such as the scores of all blocks.
    private static func merged(_ sums: [(name: String, mean: Double)]) -> [(name: String, mean: Double)] {
        var order: [String] = [], groups: [String: [Double]] = [:]
        for (name, mean) in sums {
            if groups[name] == nil { order.append(name) }
            groups[name, default: []].append(mean)
        }
        return order.map { ($0, groups[$0]!.reduce(0, +) / Double(groups[$0]!.count)) }
    }

    /// Least squares of log₂ magnitude over log₂ width.
    static func slope(_ means: [Int: Double]) -> Double {
        let points = means.filter { $0.value > 0 }.map { (x: log2(Double($0.key)), y: log2($0.value)) }
        guard points.count > 1 else { return 0 }
        let n = Double(points.count), mx = points.reduce(0) { $0 + $1.x } / n, my = points.reduce(0) { $0 + $1.y } / n
        let spread = points.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
        return spread > 0 ? points.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / spread : 0
    }
}
