import Foundation
import Testing
import TruthCorpus

@Suite struct ReportTests {
    @Test func `the statistics count documents by what they state`() {
        var statistics = CorpusStatistics()
        let date = Date(timeIntervalSince1970: 1_582_934_400)
        statistics.add(Document(identity: "1", text: "three words here", source: "a", author: "ann", created: date, licence: "CC0", language: "en"), tokens: 4)
        statistics.add(Document(identity: "2", text: "今日は", source: "b", created: Date(timeIntervalSince1970: -1)))
        #expect(statistics.documents == 2 && statistics.tokens == 4 && statistics.words == 4)
        #expect(statistics.months == ["2020-02": 1, "1969-12": 1] && statistics.languages == ["en": 1, "": 1])
        #expect(statistics.authors == ["ann": 1] && statistics.withoutAuthor == 1 && statistics.lengths == [0, 1, 1])
    }

    @Test func `nothing from outside reaches the page as markup`() throws {
        let nasty = "<script>alert('x')</script>\"&\u{202E}"
        var statistics = CorpusStatistics()
        statistics.add(Document(identity: "1", text: "some words", source: nasty, author: nasty, licence: nasty, language: nasty))
        var step = StepCounters(name: nasty)
        step.documentsIn = 2
        step.documentsOut = 1
        step.removed = [nasty: 1]
        step.found = [nasty: 1]
        step.samples = [RemovalSample(reason: nasty, text: nasty)]
        let folder = try TestFolder()
        let input = try folder.write("a.jsonl", #"{"text":"a post of several words"}"#)
        var report = try CorpusCleaner(output: folder.path + "/b.jsonl", environment: [:]).clean([(nasty, try DocumentReader(path: input))])
        report.steps.append(step)
        report.recipe = nasty
        let html = CorpusReportPage(title: nasty, statistics: statistics, cleaning: report, date: Date(timeIntervalSince1970: 0)).html
        #expect(!html.contains("<script") && !html.contains("\u{202E}") && html.contains("&lt;script&gt;"))
        #expect(html.contains("<svg") && html.contains("Content-Security-Policy"))
    }

    @Test func `an empty corpus has a page too`() {
        let html = CorpusReportPage(title: "Nothing", statistics: CorpusStatistics(), date: Date(timeIntervalSince1970: 0)).html
        #expect(html.contains("Nothing to show.") && html.hasSuffix("</html>\n"))
    }
}
