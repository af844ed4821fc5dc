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
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(HTML.escaped(title)) – data sheet</title>
        <style>\(HTML.reportStyle)</style>
        </head>
        <body>
        <main>
        <header><p class="quiet">Data sheet of a corpus · \(date.formatted(.iso8601.year().month().day()))</p><h1 dir="auto">\(HTML.escaped(title))</h1></header>
        \(([tiles] + contentSections + cleaningSections).joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    private var tiles: String {
        let months = statistics.months.keys.sorted()
        let span = months.isEmpty ? "–" : months.first == months.last ? months[0] : "\(months[0]) – \(months[months.count - 1])"
        let known = statistics.languages.keys.filter { !$0.isEmpty }.count
        let tokens = statistics.tokens.map { [("Tokens", HTML.short($0))] } ?? []
        let tiles = [("Documents", HTML.number(statistics.documents)), ("Words", HTML.short(statistics.words))] + tokens
            + [("Text", HTML.bytes(statistics.bytes)), ("Authors", authorCount), ("Languages", "\(known)"), ("Written", span)]
        return "<dl class=\"tiles\">" + tiles.map { "<div><dt>\($0.0)</dt><dd>\(HTML.escaped($0.1))</dd></div>" }.joined() + "</dl>"
    }

    private var authorCount: String {
        statistics.documentsOfFurtherAuthors > 0 ? "over \(HTML.short(statistics.authors.count))" : HTML.number(statistics.authors.count)
    }

    /// A section with a heading and what stands below it.
    static func section(_ heading: String, _ body: String, note: String = "") -> String {
        "<section><h2>\(HTML.escaped(heading))</h2>\(note.isEmpty ? "" : "<p class=\"quiet\">\(HTML.escaped(note))</p>")\(body)</section>"
    }
}
