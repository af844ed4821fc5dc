import Foundation

/// What a corpus consists of, counted document by document: of files, of a store, of any sequence of documents.
///
/// ```swift
/// var statistics = CorpusStatistics()
/// for document in documents { statistics.add(document) }
/// ```
public struct CorpusStatistics: Sendable, Hashable, Codable {
    public private(set) var documents = 0
    /// Bytes of text, in UTF-8.
    public private(set) var bytes = 0
    public private(set) var words = 0
    /// Tokens of a tokenizer; `nil` while none counts them.
    public private(set) var tokens: Int?
    /// Documents by language; the empty code is of those without one.
    public private(set) var languages: [String: Int] = [:]
    /// Dated documents by month, `2018-05` (UTC).
    public private(set) var months: [String: Int] = [:]
    public private(set) var undated = 0
    /// Documents by author, for the first ``mostAuthors`` different ones.
    public private(set) var authors: [String: Int] = [:]
    /// Documents of authors beyond that number.
    public private(set) var documentsOfFurtherAuthors = 0
    public private(set) var withoutAuthor = 0
    public private(set) var sources: [String: Int] = [:]
    /// Documents by licence; the empty one is of those that state none.
    public private(set) var licences: [String: Int] = [:]
    /// Documents by length: the place `n` counts those of 2ⁿ⁻¹ up to 2ⁿ words, the first those without any.
    public private(set) var lengths: [Int] = []

    /// So that memory stays bounded.
    public static let mostAuthors = 1_000_000

    public init() {}

    /// Counts one more document.
    ///
    /// - Parameter tokens: How many tokens a tokenizer makes of its text; `nil` when none is asked.
    public mutating func add(_ document: Document, tokens: Int? = nil) {
        let text = Array(document.text.utf8)
        let words = TextShape(text.span).wordCount
        documents += 1
        bytes += text.count
        self.words += words
        if let tokens { self.tokens = (self.tokens ?? 0) + tokens }
        languages[document.language ?? "", default: 0] += 1
        sources[document.source, default: 0] += 1
        licences[document.licence ?? "", default: 0] += 1
        if let created = document.created { months[Self.month(of: created), default: 0] += 1 } else { undated += 1 }
        addAuthor(document.author)
        let place = words == 0 ? 0 : Int.bitWidth - words.leadingZeroBitCount
        while lengths.count <= place { lengths.append(0) }
        lengths[place] += 1
    }

    private mutating func addAuthor(_ author: String?) {
        guard let author else {
            withoutAuthor += 1
            return
        }
        if authors.count < Self.mostAuthors || authors[author] != nil {
            authors[author, default: 0] += 1
        } else {
            documentsOfFurtherAuthors += 1
        }
    }

    /// The month of a date in UTC, by the rule of the calendar: faster than a formatter, for millions of dates.
    private static func month(of date: Date) -> String {
        // Days since 1 March of year 0, in eras of 400 years (Howard Hinnant, "chrono-compatible low-level date algorithms").
        let days = Int((date.timeIntervalSince1970 / 86_400).rounded(.down)) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let day = days - era * 146_097
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let calendarMonth = month < 10 ? month + 3 : month - 9
        return String(format: "%04d-%02d", year + era * 400 + (calendarMonth <= 2 ? 1 : 0), calendarMonth)
    }
}
