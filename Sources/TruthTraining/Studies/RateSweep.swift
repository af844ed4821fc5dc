import Foundation
package import TruthTensors

/// Which learning rate is best at each width, on a grid of factors of two.
package struct RateSweep: Sendable, Codable {
    package struct Point: Sendable, Codable, Hashable {
        package var width: Int
        package var rate: Double
        /// The mean loss of the last tenth of the steps; no number where the run broke down.
        package var loss: Double
    }

    package let points: [Point]

    /// The best rate of each width.
    package var best: [(width: Int, rate: Double)] {
        Dictionary(grouping: points.filter { $0.loss.isFinite }, by: \.width).compactMap { width, points in
            points.min { $0.loss < $1.loss }.map { (width, $0.rate) }
        }.sorted { $0.width < $1.width }
    }

    /// By how many factors of two the best rate moves, from the smallest to the largest.
    package var shift: Double {
        let rates = best.map(\.rate)
        guard let low = rates.min(), let high = rates.max() else { return 0 }
        return log2(high / low)
    }

    /// Trains a model for each width and rate.
    ///
    /// - Parameter rates: AdamW's rates or, where the recipe's matrices learn by Muon, Muon's.
    package init(
        _ recipe: TrainingRecipe, widths: [Int], rates: [Double], steps: Int, shards: ShardSet, on processor: Processor,
        progress: (Point) -> Void
    ) throws {
        let ladder = try WidthLadder(recipe, widths: widths)
        var points: [Point] = []
        for width in widths {
            for rate in rates {
                var recipe = ladder.recipe(width: width)
                if recipe.optimizer.kind == .muon { recipe.optimizer.muonRate = rate } else { recipe.optimizer.rate = rate }
                let run = try ShortRun(recipe, shards: shards, on: processor)
                let losses = (0..<steps).map { run.step($0, of: steps) }
                let last = losses.suffix(max(1, steps / 10))
                let mean = last.reduce(0, +) / Double(last.count)
                // JSON has no infinity; a broken run counts as worse than any.
                points.append(Point(width: width, rate: rate, loss: mean.isFinite ? mean : 1e9))
                progress(points[points.count - 1])
            }
        }
        self.points = points
    }
}
