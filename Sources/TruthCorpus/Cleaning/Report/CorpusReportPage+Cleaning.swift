import Foundation

extension CorpusReportPage {
    /// What cleaning did; nothing where no run is known.
    var cleaningSections: [String] {
        guard let cleaning else { return [] }
        return [
            HTML.section("What each step left", BarChart(title: "Documents after each step", bars: stepBars(cleaning)).svg, note: summary(cleaning)),
            HTML.section("What each step did", steps(cleaning), note: "Documents and text that went in, and what was removed or changed."),
            HTML.section("Duplicates", BarChart(title: "Documents removed as duplicates", bars: duplicateBars(cleaning)).svg),
            HTML.section("Private data found and replaced", BarChart(title: "Private data by kind", bars: privateBars(cleaning)).svg, note: privateNote(cleaning)),
            HTML.section("Samples of what was removed", samples(cleaning), note: "Chosen at random, private data masked, cut to their beginnings."),
            HTML.section("Recipe", "<details><summary>All settings</summary><pre>\(HTML.escaped(cleaning.recipe))</pre></details>"),
        ]
    }

    private func summary(_ cleaning: CleaningReport) -> String {
        let aside = cleaning.recordsSetAside == 0 ? "" : " Records that could not be read: \(HTML.number(cleaning.recordsSetAside))."
        return "\(HTML.number(cleaning.documentsRead)) documents were read, \(HTML.number(cleaning.documentsKept)) stay "
            + "(\(HTML.share(cleaning.documentsKept, of: cleaning.documentsRead)))." + aside + " The lighter part of a bar was removed."
    }

    private func stepBars(_ cleaning: CleaningReport) -> [BarChart.Bar] {
        [BarChart.Bar(name: "read", value: cleaning.documentsRead)]
            + cleaning.steps.map { step in
                BarChart.Bar(
                    name: step.name, value: step.documentsOut, note: step.documentsRemoved > 0 ? "−\(HTML.number(step.documentsRemoved))" : "",
                    lost: step.documentsRemoved)
            }
    }

    private func steps(_ cleaning: CleaningReport) -> String {
        let rows = cleaning.steps.flatMap { step in
            [[step.name, HTML.number(step.documentsIn), HTML.bytes(step.bytesIn), HTML.number(step.documentsRemoved), HTML.number(step.documentsChanged)]]
                + Self.largest(step.removed, limit: 12).map { ["\u{2003}\($0.name)", "", "", HTML.number($0.value), ""] }
                + Self.largest(step.found, limit: 12).map { ["\u{2003}\($0.name), replaced or taken out", "", "", "", HTML.number($0.value)] }
        }
        return HTML.table(head: ["Step", "Documents", "Text", "Removed", "Changed"], rows: rows)
    }

    private func duplicateBars(_ cleaning: CleaningReport) -> [BarChart.Bar] {
        cleaning.steps.filter { ["campaigns", "exact-duplicates", "near-duplicates"].contains($0.name) }.map { step in
            BarChart.Bar(name: step.name, value: step.documentsRemoved, note: HTML.share(step.documentsRemoved, of: cleaning.documentsRead))
        }
    }

    private func privateBars(_ cleaning: CleaningReport) -> [BarChart.Bar] {
        let found = cleaning.steps.first { $0.name == PrivateDataStep.name }?.found ?? [:]
        return Self.largest(found, limit: 10).map { BarChart.Bar(name: $0.name, value: $0.value) }
    }

    private func privateNote(_ cleaning: CleaningReport) -> String {
        guard let step = cleaning.steps.first(where: { $0.name == PrivateDataStep.name }) else { return "This step was switched off." }
        return "In \(HTML.number(step.documentsChanged)) of \(HTML.number(step.documentsIn)) documents. What was replaced was counted and written nowhere."
    }

    private func samples(_ cleaning: CleaningReport) -> String {
        cleaning.steps.filter { !$0.samples.isEmpty }.map { step in
            let items = step.samples.map { "<li dir=\"auto\"><small>\(HTML.escaped($0.reason))</small>\(HTML.escaped($0.text))</li>" }
            return "<details><summary><b>\(HTML.escaped(step.name))</b> · \(HTML.number(step.documentsRemoved)) removed</summary><ul>\(items.joined())</ul></details>"
        }.joined(separator: "\n")
    }
}
