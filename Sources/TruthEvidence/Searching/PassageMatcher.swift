/// Compares the words of a query with passages that were found: how much of the query each speaks of, and where.
struct PassageMatcher {
    struct Match {
        /// The share of the query's rarity that the passage, its title and its aliases have.
        var coverage: Double
        /// Where the query's words stand in the passage, in unicode scalars of its text.
        var highlights: [Range<Int>]
    }

    private let groups: [QueryTerms.Group]
    private let rarities: [Double]
    private let total: Double
    private let places: [[UInt8]: [Int]]
    private let prefixes: [Int]
    private var analyzer = TextAnalyzer()
    /// The groups of the words met so far, as they stand in texts: passages that were found together share most of their words.
    private var known: [[UInt8]: [Int]] = [:]

    init(groups: [QueryTerms.Group], rarities: [Double]) {
        self.groups = groups
        self.rarities = rarities
        total = rarities.reduce(0, +)
        var places: [[UInt8]: [Int]] = [:]
        for (index, group) in groups.enumerated() { for form in group.forms { places[form, default: []].append(index) } }
        self.places = places
        prefixes = groups.indices.filter { groups[$0].isPrefix }
    }

    mutating func match(_ passage: Passage) -> Match {
        var isFound = groups.map { _ in false }
        if let title = passage.title { _ = read(title, &isFound) }
        for alias in passage.aliases { _ = read(alias, &isFound) }
        let ranges = read(passage.text, &isFound)
        let covered = zip(rarities, isFound).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
        return Match(coverage: total > 0 ? min(1, covered / total) : 0, highlights: Self.inScalars(ranges, of: passage.text))
    }

    /// Notes which groups occur in `text`; returns where, in bytes, ascending and apart.
    private mutating func read(_ text: String, _ isFound: inout [Bool]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        // The analyzer is taken out, so that the closure may change the rest.
        var reader = analyzer
        reader.analyze(text) { token, term in
            let matching = token.kind == .word ? groups(ofWord: term) : groups(of: term, token.kind)
            if matching.isEmpty { return true }
            for group in matching { isFound[group] = true }
            if let last = ranges.last, token.range.lowerBound < last.upperBound {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, token.range.upperBound)
            } else {
                ranges.append(token.range)
            }
            return true
        }
        analyzer = reader
        return ranges
    }

    private mutating func groups(ofWord surface: [UInt8]) -> [Int] {
        if let groups = known[surface] { return groups }
        var term = surface
        Stemmer.stem(&term)
        let found = groups(of: term, .word)
        known[surface] = found
        return found
    }

    private func groups(of term: [UInt8], _ kind: TextToken.Kind) -> [Int] {
        places[term] ?? prefixes.filter { kind == .ideographs && groups[$0].matches(term) }
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
