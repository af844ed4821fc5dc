import Foundation
internal import TruthCorpus

/// A curve over steps or seconds, as SVG.
struct LineChart {
    struct Series {
        var name: String
        var points: [(x: Double, y: Double)]
        /// Drawn lightly, behind the others.
        var isFaint = false
        /// In the second colour.
        var isSecond = false
    }

    var title: String
    var xName: String
    var series: [Series]
    /// Whether the axis of y is logarithmic.
    var isLogarithmic = false
    /// Whether the axis of x is logarithmic.
    var isXLogarithmic = false

    private static let width = 720.0, height = 260.0, left = 60.0, right = 12.0, top = 12.0, bottom = 34.0
    /// More points than this aren't seen.
    private static let mostPoints = 600

    /// The `svg` element, or a sentence when there is nothing to draw.
    var svg: String {
        let points = series.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite && (!isLogarithmic || $0.y > 0) }
        guard points.count > 1, let low = points.map(\.y).min(), let high = points.map(\.y).max(), let first = points.map(\.x).min(),
            let last = points.map(\.x).max(), last > first
        else { return "<p class=\"quiet\">Nothing to show.</p>" }
        let y = Axis(low: low, high: high, isLogarithmic: isLogarithmic, from: Self.height - Self.bottom, to: Self.top)
        let x = Axis(exactly: first, last, isLogarithmic: isXLogarithmic, from: Self.left, to: Self.width - Self.right)
        let lines = y.ticks.map { tick in
            let place = Self.decimal(y.place(tick))
            return "<line class=\"grid\" x1=\"\(Self.left)\" x2=\"\(Self.width - Self.right)\" y1=\"\(place)\" y2=\"\(place)\"/><text class=\"number\" x=\"\(Self.left - 8)\" y=\"\(place)\" text-anchor=\"end\">\(Self.label(tick))</text>"
        }
        let names = x.ticks.map { tick in
            "<text class=\"number\" x=\"\(Self.decimal(x.place(tick)))\" y=\"\(Self.height - Self.bottom + 16)\" text-anchor=\"middle\">\(Self.label(tick))</text>"
        }
        let curves = series.map { curve($0, x, y) }
        return """
            <svg class="chart" viewBox="0 0 \(Int(Self.width)) \(Int(Self.height))" role="img" aria-label="\(HTML.escaped(title))">
            \((lines + names + curves).joined(separator: "\n"))
            <text class="number" x="\(Self.width - Self.right)" y="\(Self.height - 6)" text-anchor="end">\(HTML.escaped(xName))</text>
            </svg>
            """
    }

    private func curve(_ series: Series, _ x: Axis, _ y: Axis) -> String {
        let every = max(1, series.points.count / Self.mostPoints)
        let points = series.points.enumerated().filter { ($0.offset % every == 0 || $0.offset == series.points.count - 1) && $0.element.y.isFinite }
            .map { "\(Self.decimal(x.place($0.element.x))),\(Self.decimal(y.place($0.element.y)))" }
        let kind = ["curve", series.isFaint ? "faint" : "", series.isSecond ? "second" : ""].filter { !$0.isEmpty }.joined(separator: " ")
        return "<polyline class=\"\(kind)\" points=\"\(points.joined(separator: " "))\"><title>\(HTML.escaped(series.name))</title></polyline>"
    }

    /// Values along one side of the chart.
    private struct Axis {
        let low, high, from, to: Double
        let isLogarithmic: Bool
        var ticks: [Double] = []

        /// From a round number below to one above.
        init(low: Double, high: Double, isLogarithmic: Bool, from: Double, to: Double) {
            (self.isLogarithmic, self.from, self.to) = (isLogarithmic, from, to)
            if isLogarithmic {
                self.low = low / 1.1
                self.high = high * 1.1
            } else {
                let step = Self.step(max(high - low, 1e-9) / 4)
                self.low = (low / step).rounded(.down) * step
                self.high = max((high / step).rounded(.up) * step, self.low + step)
            }
            ticks = makeTicks()
        }

        init(exactly low: Double, _ high: Double, isLogarithmic: Bool, from: Double, to: Double) {
            (self.low, self.high, self.isLogarithmic, self.from, self.to) = (low, high, isLogarithmic, from, to)
            ticks = makeTicks()
        }

        private func makeTicks() -> [Double] {
            if isLogarithmic {
                let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
                let fine = powers.flatMap { power in [1.0, 2, 5].map { $0 * pow(10, Double(power)) } }.filter { $0 >= low && $0 <= high }
                return fine.count <= 8 ? fine : fine.filter { log10($0).rounded() == log10($0) }
            }
            let step = Self.step((high - low) / 5)
            return stride(from: (low / step).rounded(.up) * step, through: high + step * 1e-6, by: step).map { $0 }
        }

        /// 1, 2 or 5 times a power of ten, near `rough`.
        private static func step(_ rough: Double) -> Double {
            let power = pow(10, log10(rough).rounded(.down))
            return [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough } ?? rough
        }

        func place(_ value: Double) -> Double {
            let share = isLogarithmic ? log(max(value, low) / low) / log(high / low) : (value - low) / (high - low)
            return from + (to - from) * share
        }
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.1f", value) }

    private static func label(_ value: Double) -> String {
        abs(value) >= 10_000 ? HTML.short(Int(value)) : String(format: "%.4g", value)
    }
}
