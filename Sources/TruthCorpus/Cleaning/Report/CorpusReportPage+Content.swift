import Foundation

extension CorpusReportPage {
    /// What the corpus consists of.
    var contentSections: [String] {
        [
            HTML.section("Languages", BarChart(title: "Documents by language", bars: languageBars).svg),
            HTML.section("When it was written", dates.svg, note: datesNote),
            HTML.section("Length of documents", lengths.svg, note: "Words of a document; the mean is \(mean)."),
            HTML.section("Authors", BarChart(title: "Documents by author", bars: authorBars).svg, note: authorsNote),
            HTML.section("Sources and licences", sources + licences),
        ]
    }

    private var languageBars: [BarChart.Bar] {
        Self.largest(statistics.languages, limit: 15).map { entry in
            BarChart.Bar(name: Self.languageName(entry.name), value: entry.value, note: HTML.share(entry.value, of: statistics.documents))
        }
    }

    static func languageName(_ code: String) -> String {
        if code.isEmpty { return "unknown" }
        if code == "…" { return "others" }
        return Locale(identifier: "en").localizedString(forLanguageCode: code) ?? code
    }

    /// The largest entries in order; what is left over is one entry `…`.
    static func largest(_ counts: [String: Int], limit: Int) -> [(name: String, value: Int)] {
        let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { (name: $0.key, value: $0.value) }
        let rest = sorted.dropFirst(limit).reduce(0) { $0 + $1.value }
        return sorted.prefix(limit) + (rest > 0 ? [("…", rest)] : [])
    }

    /// Months, or years when there are many of them; with the empty ones between.
    private var dates: ColumnChart {
        let months = statistics.months.keys.sorted()
        guard let first = months.first, let last = months.last, let start = Self.monthNumber(first), let end = Self.monthNumber(last) else {
            return ColumnChart(title: "Documents by date", columns: [])
        }
        if end - start < 60 {
            let columns = (start...end).map { String(format: "%04d-%02d", $0 / 12, $0 % 12 + 1) }
            return ColumnChart(title: "Documents by month", columns: columns.map { ($0, statistics.months[$0] ?? 0) })
        }
        var years: [Int: Int] = [:]
        for (month, count) in statistics.months { years[(Self.monthNumber(month) ?? 0) / 12, default: 0] += count }
        return ColumnChart(title: "Documents by year", columns: Self.years(start / 12, end / 12).map { (String($0), years[$0] ?? 0) })
    }

    /// Years from first to last; a wrong date of the year 1 doesn't make two thousand empty columns.
    private static func years(_ first: Int, _ last: Int) -> [Int] { Array(max(first, last - 199)...last) }

    private static func monthNumber(_ month: String) -> Int? {
        let parts = month.split(separator: "-").compactMap { Int($0) }
        return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : nil
    }

    private var datesNote: String {
        statistics.undated == 0 ? "Every document is dated." : "\(HTML.number(statistics.undated)) documents (\(HTML.share(statistics.undated, of: statistics.documents))) have no date."
    }

    private var lengths: ColumnChart {
        let columns = statistics.lengths.enumerated().map { place, count in
            (place == 0 ? "0" : place == 1 ? "1" : "\(HTML.short(1 << (place - 1)))–", count)
        }
        return ColumnChart(title: "Documents by number of words", columns: columns)
    }

    private var mean: String {
        statistics.documents == 0 ? "–" : String(format: "%.1f", Double(statistics.words) / Double(statistics.documents))
    }

    private var authorBars: [BarChart.Bar] {
        statistics.authors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(12).map { name, count in
            BarChart.Bar(name: name, value: count, note: HTML.share(count, of: statistics.documents))
        }
    }

    private var authorsNote: String {
        statistics.withoutAuthor == 0 ? "The twelve with the most documents." : "The twelve with the most documents; \(HTML.number(statistics.withoutAuthor)) documents state no author."
    }

    private var sources: String {
        HTML.table(head: ["Source", "Documents", "Share"], rows: rows(statistics.sources, unnamed: "not stated"))
    }

    private var licences: String {
        "<div style=\"height:.75rem\"></div>" + HTML.table(head: ["Licence", "Documents", "Share"], rows: rows(statistics.licences, unnamed: "not stated"))
    }

    private func rows(_ counts: [String: Int], unnamed: String) -> [[String]] {
        Self.largest(counts, limit: 20).map { entry in
            [entry.name.isEmpty ? unnamed : entry.name == "…" ? "others" : entry.name, HTML.number(entry.value), HTML.share(entry.value, of: statistics.documents)]
        }
    }
}
