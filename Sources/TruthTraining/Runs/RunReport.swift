import Foundation
internal import TruthCorpus

/// A run as one HTML page that needs nothing else: curves, samples, what it cost, the recipe.
package struct RunReport {
    let name: String
    let record: RunRecord
    let entries: [RunLog.Entry]

    package init(name: String, record: RunRecord, entries: [RunLog.Entry]) {
        self.name = name
        self.record = record
        self.entries = entries
    }

    package var html: String {
        HTML.page(
            title: "\(name) – training run", heading: name, above: "<p class=\"quiet\">Training run</p>",
            sections: [tiles] + charts + [samples, costs, recipe])
    }

    private var steps: [StepReport] { entries.compactMap { if case .step(let report) = $0 { report } else { nil } } }
    private var evaluations: [EvaluationReport] { entries.compactMap { if case .evaluation(let report) = $0 { report } else { nil } } }

    private var scoreName: String { record.scores.first?.name ?? "score" }

    private var tiles: String {
        HTML.tiles([
            ("Parameters", HTML.short(record.parameters)), ("Steps", HTML.number(record.steps)), ("Tokens", HTML.short(record.tokens)),
            ("Minutes", String(format: "%.1f", record.seconds / 60)),
            (scoreName.capitalizedFirst, record.scores.first.map { String(format: "%.4f", $0.value) } ?? "–"),
            ("Tokens/s", record.seconds > 0 ? HTML.short(Int(Double(record.tokens) / record.seconds)) : "–"),
        ])
    }

    private var charts: [String] {
        let losses = steps.map { (x: Double($0.step), y: $0.loss) }
        return [
            HTML.section(
                "Loss", LineChart(
                    title: "Loss by step", xName: "step",
                    series: [
                        LineChart.Series(name: "training", points: losses, isFaint: true),
                        LineChart.Series(name: "training, smoothed", points: smoothed(losses)),
                        LineChart.Series(name: "validation", points: evaluations.map { (Double($0.step), $0.loss) }, isSecond: true),
                    ]).svg, note: "Light: each step of training; dark: its moving mean; the other colour: validation."),
            HTML.section(
                "Validation", LineChart(
                    title: "Validation: \(scoreName) by minute", xName: "minutes of training",
                    series: [LineChart.Series(name: scoreName, points: evaluations.compactMap { report in report.scores.first.map { (report.seconds / 60, $0.value) } })]).svg,
                note: "\(scoreName.capitalizedFirst), on what wasn't trained on. The last: \(record.scores.map(\.text).joined(separator: ", "))."),
            HTML.section(
                "Learning rate and gradient", LineChart(
                    title: "Factor on learning rates, and gradient norm, by step", xName: "step",
                    series: [
                        LineChart.Series(name: "factor on learning rates", points: steps.map { (Double($0.step), $0.rateFactor) }),
                        LineChart.Series(name: "gradient norm", points: steps.map { (Double($0.step), $0.gradientNorm) }, isFaint: true, isSecond: true),
                    ]).svg, note: "The schedule's factor, and in the other colour the gradient's norm before clipping."),
            HTML.section(
                "Speed", LineChart(
                    title: "Tokens per second by step", xName: "step",
                    series: [LineChart.Series(name: "tokens per second", points: steps.map { (Double($0.step), $0.tokensPerSecond) })]).svg,
                note: steps.last?.shareOfPeak.map { "The last step ran at \(Int($0 * 100)) % of the fastest product measured at the start." } ?? ""),
        ]
    }

    private func smoothed(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        var mean: Double?
        return points.map { point in
            let next = mean.map { 0.95 * $0 + 0.05 * point.y } ?? point.y
            mean = next
            return (point.x, next)
        }
    }

    private var samples: String {
        let samples = entries.compactMap { entry -> (step: Int, text: String)? in
            if case .sample(let step, let text) = entry { (step, text) } else { nil }
        }
        guard !samples.isEmpty else { return "" }
        let rows = samples.suffix(6).map { "<li><small>step \($0.step)</small>\(HTML.escaped($0.text))</li>" }
        return HTML.section("Samples", "<details open><summary>What the model writes</summary><ul>\(rows.joined())</ul></details>")
    }

    private var costs: String {
        let rows = [
            ["Floating-point operations", String(format: "%.3g", record.operations)],
            ["Energy", String(format: "%.1f Wh, ", record.energy.joules / 3600) + record.energy.kind],
            ["Machine", "\(record.machine), \(record.threads) threads, \(record.instructionSet)"],
            ["Data (SHA-256)", String(record.data.sha256.prefix(16)) + "…"],
            ["Licences of the documents", record.data.licences.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")],
        ]
        let body = rows.map { "<tr><th scope=\"row\">\(HTML.escaped($0[0]))</th><td style=\"white-space:normal\">\(HTML.escaped($0[1]))</td></tr>" }.joined()
        return HTML.section("What it took", "<div class=\"frame\"><table><tbody>\(body)</tbody></table></div>", note: "Energy: \(record.energy.how).")
    }

    private var recipe: String {
        HTML.section("Recipe", "<details><summary>The whole recipe</summary><pre>\(HTML.escaped(record.recipe))</pre></details>")
    }
}

extension String {
    /// With its first letter as a capital.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
