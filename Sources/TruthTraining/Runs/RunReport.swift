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
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(HTML.escaped(name)) – training run</title>
        <style>\(HTML.reportStyle)</style>
        </head>
        <body>
        <main>
        <header><p class="quiet">Training run</p><h1 dir="auto">\(HTML.escaped(name))</h1></header>
        \(([tiles] + charts + [samples, costs, recipe]).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var steps: [StepReport] { entries.compactMap { if case .step(let report) = $0 { report } else { nil } } }
    private var evaluations: [EvaluationReport] { entries.compactMap { if case .evaluation(let report) = $0 { report } else { nil } } }

    private var tiles: String {
        let tiles = [
            ("Parameters", HTML.short(record.parameters)), ("Steps", HTML.number(record.steps)), ("Tokens", HTML.short(record.tokens)),
            ("Minutes", String(format: "%.1f", record.seconds / 60)),
            ("Bits per byte", record.bitsPerByte.map { String(format: "%.4f", $0) } ?? "–"),
            ("Tokens/s", record.seconds > 0 ? HTML.short(Int(Double(record.tokens) / record.seconds)) : "–"),
        ]
        return "<dl class=\"tiles\">" + tiles.map { "<div><dt>\($0.0)</dt><dd>\(HTML.escaped($0.1))</dd></div>" }.joined() + "</dl>"
    }

    private var charts: [String] {
        let losses = steps.map { (x: Double($0.step), y: $0.loss) }
        return [
            section(
                "Loss", LineChart(
                    title: "Loss by step", xName: "step",
                    series: [
                        LineChart.Series(name: "training", points: losses, isFaint: true),
                        LineChart.Series(name: "training, smoothed", points: smoothed(losses)),
                        LineChart.Series(name: "validation", points: evaluations.map { (Double($0.step), $0.loss) }, isSecond: true),
                    ]).svg, note: "Nats per token. Light: each step of training; dark: its moving mean; the other colour: validation."),
            section(
                "Validation", LineChart(
                    title: "Validation bits per byte by minute", xName: "minutes of training",
                    series: [LineChart.Series(name: "bits per byte", points: evaluations.map { ($0.seconds / 60, $0.bitsPerByte) })]).svg,
                note: "Bits per byte of text that wasn't trained on."),
            section(
                "Learning rate and gradient", LineChart(
                    title: "Factor on learning rates, and gradient norm, by step", xName: "step",
                    series: [
                        LineChart.Series(name: "factor on learning rates", points: steps.map { (Double($0.step), $0.rateFactor) }),
                        LineChart.Series(name: "gradient norm", points: steps.map { (Double($0.step), $0.gradientNorm) }, isFaint: true, isSecond: true),
                    ]).svg, note: "The schedule's factor, and in the other colour the gradient's norm before clipping."),
            section(
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
        return section("Samples", "<details open><summary>What the model writes</summary><ul>\(rows.joined())</ul></details>")
    }

    private var costs: String {
        let rows = [
            ["Floating-point operations", String(format: "%.3g", record.operations)],
            ["Energy", String(format: "%.1f Wh, ", record.energy.joules / 3600) + record.energy.kind],
            ["Machine", "\(record.machine), \(record.threads) threads, \(record.instructionSet)"],
            ["Shards (SHA-256 of the manifest)", String(record.shards.prefix(16)) + "…"],
            ["Licences of the documents", record.licences.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")],
        ]
        let body = rows.map { "<tr><th scope=\"row\">\(HTML.escaped($0[0]))</th><td style=\"white-space:normal\">\(HTML.escaped($0[1]))</td></tr>" }.joined()
        return section("What it took", "<div class=\"frame\"><table><tbody>\(body)</tbody></table></div>", note: "Energy: \(record.energy.how).")
    }

    private var recipe: String {
        section("Recipe", "<details><summary>The whole recipe</summary><pre>\(HTML.escaped(record.recipe))</pre></details>")
    }

    private func section(_ heading: String, _ body: String, note: String = "") -> String {
        "<section><h2>\(HTML.escaped(heading))</h2>\(note.isEmpty ? "" : "<p class=\"quiet\">\(HTML.escaped(note))</p>")\(body)</section>"
    }
}
