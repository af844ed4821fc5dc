public import Foundation
import TruthCorpus

/// What to search for besides the words: filters, order, and how many hits.
public struct SearchOptions: Sendable, Hashable, Codable {
    /// In which order hits come.
    public enum Order: String, Sendable, Hashable, Codable, CaseIterable {
        /// The best first.
        case relevance
        /// Of the best, the latest first.
        case newest
    }

    /// Which index finds them.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Words, and meanings where vectors have been made.
        case automatic
        case lexical
        case dense
        case hybrid
    }

    /// The most hits.
    public var limit: Int
    /// Only of this source, by this author, in this language (as the documents state them).
    public var source: String?
    public var author: String?
    public var language: String?
    /// Only what was created from then, or until then; documents without a date are left out.
    public var from: Date?
    public var to: Date?
    /// Only what existed then: like ``to``, to ask what could be known at a time.
    public var asOf: Date?
    public var order: Order
    public var mode: Mode
    /// Whether passages that say the same become one hit.
    public var collapsesCopies: Bool
    /// Whether every vector is compared, where otherwise only the lists nearest to the query would be.
    public var comparesAllVectors: Bool

    public init(
        limit: Int = 10, source: String? = nil, author: String? = nil, language: String? = nil, from: Date? = nil, to: Date? = nil,
        asOf: Date? = nil, order: Order = .relevance, mode: Mode = .automatic, collapsesCopies: Bool = true,
        comparesAllVectors: Bool = false
    ) {
        self.limit = limit
        self.source = source
        self.author = author
        self.language = language
        self.from = from
        self.to = to
        self.asOf = asOf
        self.order = order
        self.mode = mode
        self.collapsesCopies = collapsesCopies
        self.comparesAllVectors = comparesAllVectors
    }

    /// How many of the best are looked at when the latest are wanted.
    static let newestPool = 200

    /// How many candidates a search ranks before it orders them.
    var candidateLimit: Int { order == .newest ? max(limit, Self.newestPool) : limit }
}

extension SearchOptions {
    /// Whether anything but the words decides what is found.
    var hasFilters: Bool {
        source != nil || author != nil || language != nil || from != nil || to != nil || asOf != nil
    }
}

extension SearchOptions {
    /// The moment that a filter's text states.
    ///
    /// - Parameters:
    ///   - name: The filter's, for the error.
    ///   - ends: Whether a day, month or year without a time stands for its end.
    /// - Throws: ``SearchError/noDate(name:text:)``.
    public static func date(_ text: String, name: String, ends: Bool) throws -> Date {
        guard let start = DateText.date(text) else { throw SearchError.noDate(name: name, text: text) }
        guard ends, !text.contains(":"), let next = following(start, of: text) else { return start }
        return next.addingTimeInterval(-0.001)
    }

    /// The beginning of the next day, month or year, whichever `text` names.
    private static func following(_ start: Date, of text: String) -> Date? {
        let text = text.trimmingCharacters(in: .whitespaces)
        // Seconds since 1970 are a moment.
        if text.count >= 9, Double(text) != nil { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        let dashes = text.count { $0 == "-" }
        let unit: Calendar.Component = text.contains(" ") || dashes >= 2 ? .day : dashes == 1 ? .month : .year
        return calendar.date(byAdding: unit, value: 1, to: start)
    }
}
