public import Foundation

/// The data sheet of a corpus: one HTML page that needs nothing else, for light and dark, with everything from outside escaped.
public struct CorpusReportPage {
    let title: String
    let statistics: CorpusStatistics
    let cleaning: CleaningReport?
    let date: Date

    /// - Parameters:
    ///   - statistics: What the corpus consists of.
    ///   - cleaning: What the cleaning run did that made it, where there was one.
    ///   - date: When the page was made.
    public init(title: String, statistics: CorpusStatistics, cleaning: CleaningReport? = nil, date: Date) {
        self.title = title
        self.statistics = statistics
        self.cleaning = cleaning
        self.date = date
    }

    /// The whole page.
    public var html: String {
        HTML.page(
            title: "\(title) – data sheet", heading: title,
            above: "<p class=\"quiet\">Data sheet of a corpus · \(date.formatted(.iso8601.year().month().day()))</p>",
            sections: [tiles] + contentSections + cleaningSections)
    }

    private var tiles: String {
        let months = statistics.months.keys.sorted()
        let span = months.isEmpty ? "–" : months.first == months.last ? months[0] : "\(months[0]) – \(months[months.count - 1])"
        let known = statistics.languages.keys.filter { !$0.isEmpty }.count
        let tokens = statistics.tokens.map { [("Tokens", HTML.short($0))] } ?? []
        let tiles: [(name: String, value: String)] = [("Documents", HTML.number(statistics.documents)), ("Words", HTML.short(statistics.words))] + tokens
            + [("Text", HTML.bytes(statistics.bytes)), ("Authors", authorCount), ("Languages", "\(known)"), ("Written", span)]
        return HTML.tiles(tiles)
    }

    private var authorCount: String {
        statistics.documentsOfFurtherAuthors > 0 ? "over \(HTML.short(statistics.authors.count))" : HTML.number(statistics.authors.count)
    }
}
