import Foundation

/// What filters ask of the passages of one segment, in its numbers.
struct SegmentFilter {
    private let segment: LexicalSegment
    private let source: UInt32?
    private let author: UInt32?
    private let language: UInt32?
    private let earliest: Double
    private let latest: Double
    private let isDated: Bool
    private let gone: Set<Int64>
    /// Nothing of the segment can pass.
    let isEmpty: Bool
    private let passesAll: Bool

    /// - Parameter gone: Passages that are no longer in the store.
    init(_ options: SearchOptions, segment: LexicalSegment, gone: Set<Int64>, _ bytes: RawSpan) throws {
        self.segment = segment
        self.gone = gone
        var isEmpty = segment.count == 0
        func number(_ label: String?) throws -> UInt32? {
            guard let label else { return nil }
            guard let number = try segment.label(label, bytes) else {
                isEmpty = true
                return nil
            }
            return number
        }
        source = try number(options.source)
        author = try number(options.author)
        language = try number(options.language?.lowercased())
        let latestDates = [options.to, options.asOf].compactMap { $0?.timeIntervalSince1970 }
        earliest = options.from?.timeIntervalSince1970 ?? -.infinity
        latest = latestDates.min() ?? .infinity
        isDated = options.from != nil || !latestDates.isEmpty
        self.isEmpty = isEmpty
        passesAll = source == nil && author == nil && language == nil && !isDated && gone.isEmpty
    }

    func passes(_ row: Int, _ bytes: RawSpan) -> Bool {
        if passesAll { return true }
        if let source, bytes.element(row, at: segment.sources, as: UInt32.self) != source { return false }
        if let author, bytes.element(row, at: segment.authors, as: UInt32.self) != author { return false }
        if let language, bytes.element(row, at: segment.languages, as: UInt32.self) != language { return false }
        if isDated {
            // A passage without a date is not known to have existed then.
            let date: Double = bytes.element(row, at: segment.created)
            guard date >= earliest, date <= latest else { return false }
        }
        return gone.isEmpty || !gone.contains(segment.id(row, bytes))
    }
}
