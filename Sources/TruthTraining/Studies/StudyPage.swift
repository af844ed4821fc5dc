import Foundation
internal import TruthCorpus

/// A study as one HTML page with its charts.
package struct StudyPage {
    package let html: String

    /// Magnitudes over widths, a chart for each thing measured.
    package init(_ check: CoordinateCheck, title: String) {
        let names = check.rows.reduce(into: [String]()) { if !$0.contains($1.name) { $0.append($1.name) } }
        let charts = names.map { name -> String in
            let rows = check.rows.filter { $0.name == name }, last = rows.map(\.step).max() ?? 0
            let series = rows.map { row in
                LineChart.Series(
                    name: "after \(row.step) steps, slope \(String(format: "%+.3f", row.slope))",
                    points: row.magnitudes.sorted { $0.key < $1.key }.map { (Double($0.key), $0.value) }, isFaint: row.step != last, isSecond: row.step == 0)
            }
            let steepest = rows.filter { $0.step >= 2 }.map(\.slope).max { abs($0) < abs($1) } ?? 0
            let chart = LineChart(title: "\(name) by width", xName: "width", series: series, isLogarithmic: true, isXLogarithmic: true)
            return HTML.section(name, chart.svg, note: "Steepest slope after two steps or more: \(String(format: "%+.3f", steepest)).")
        }
        let verdict = check.passes ? "passes" : "fails"
        let note = check.steepest.map { "The check \(verdict): the steepest slope is \(String(format: "%+.3f", $0.slope)) (\($0.name), step \($0.step)); the bound is ±\(CoordinateCheck.bound)." } ?? ""
        html = Self.page(title, note, charts)
    }

    /// Losses over rates, a curve for each width.
    package init(_ sweep: RateSweep, title: String) {
        let widths = Set(sweep.points.map(\.width)).sorted()
        let series = widths.map { width in
            LineChart.Series(
                name: "width \(width)",
                points: sweep.points.filter { $0.width == width && $0.loss < 1e8 }.sorted { $0.rate < $1.rate }.map { ($0.rate, $0.loss) },
                isFaint: width != widths.last, isSecond: width == widths.first)
        }
        let chart = LineChart(title: "Loss by learning rate", xName: "learning rate", series: series, isXLogarithmic: true)
        let rows = sweep.best.map { "width \($0.width): \(String(format: "%.3g", $0.rate))" }.joined(separator: " · ")
        html = Self.page(title, "Best rates: \(rows). The best moves by \(String(format: "%.0f", sweep.shift)) factors of two.", [
            HTML.section("Loss by learning rate", chart.svg, note: "The narrowest in the second colour, the widest dark.")
        ])
    }

    private static func page(_ title: String, _ note: String, _ sections: [String]) -> String {
        HTML.page(title: title, heading: title, below: "<p class=\"quiet\">\(HTML.escaped(note))</p>", sections: sections)
    }
}
