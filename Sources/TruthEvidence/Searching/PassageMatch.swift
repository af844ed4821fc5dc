/// Compares the words of a query with a passage that was found: how much of the query it speaks of, and where.
struct PassageMatch {
    /// The share of the query's rarity that the passage, its title and its aliases have.
    let coverage: Double
    /// Where the query's words stand in the passage, in unicode scalars of its text.
    let highlights: [Range<Int>]

    init(_ passage: Passage, groups: [QueryTerms.Group], rarities: [Double]) {
        var finder = Finder(groups)
        for text in [passage.title].compactMap({ $0 }) + passage.aliases { _ = finder.read(text) }
        let ranges = finder.read(passage.text)
        let total = rarities.reduce(0, +)
        let covered = zip(rarities, finder.isFound).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        coverage = total > 0 ? min(1, covered / total) : 0
        highlights = Self.inScalars(ranges, of: passage.text)
    }

    private struct Finder {
        private let groups: [QueryTerms.Group]
        private let places: [[UInt8]: [Int]]
        private let prefixes: [Int]
        private var analyzer = TextAnalyzer()
        var isFound: [Bool]

        init(_ groups: [QueryTerms.Group]) {
            self.groups = groups
            isFound = groups.map { _ in false }
            var places: [[UInt8]: [Int]] = [:]
            for (index, group) in groups.enumerated() { for form in group.forms { places[form, default: []].append(index) } }
            self.places = places
            prefixes = groups.indices.filter { groups[$0].isPrefix }
        }

        /// Notes which groups occur in `text`; returns where, in bytes, ascending and apart.
        mutating func read(_ text: String) -> [Range<Int>] {
            var ranges: [Range<Int>] = []
            var reader = analyzer
            reader.analyze(text) { token, surface in
                var term = surface
                if token.kind == .word { Stemmer.stem(&term) }
                let matching = places[term] ?? prefixes.filter { token.kind == .ideographs && groups[$0].matches(term) }
                for group in matching { isFound[group] = true }
                if !matching.isEmpty {
                    if let last = ranges.last, token.range.lowerBound < last.upperBound {
                        ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, token.range.upperBound)
                    } else {
                        ranges.append(token.range)
                    }
                }
                return true
            }
            analyzer = reader
            return ranges
        }
    }

    /// Byte ranges as ranges of unicode scalars.
    private static func inScalars(_ ranges: [Range<Int>], of text: String) -> [Range<Int>] {
        var scalar = 0, byte = 0
        var found: [Range<Int>] = []
        var scalars = text.unicodeScalars.makeIterator()
        func advance(to end: Int) {
            while byte < end, let next = scalars.next() {
                byte += UTF8.width(next)
                scalar += 1
            }
        }
        for range in ranges {
            advance(to: range.lowerBound)
            let start = scalar
            advance(to: range.upperBound)
            found.append(start..<scalar)
        }
        return found
    }
}
