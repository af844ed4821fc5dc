/// How a claim stands to one window of a passage.
package struct ClaimMatch: Sendable {
    /// The share of the claim's content, by weight, that the window covers.
    package var coverage: Double
    /// The same without the facts that differ.
    package var coverageOfRest: Double
    /// How many content words the claim has besides the facts that differ.
    package var restCount: Int
    /// Of the neighbouring content words of the claim that the window holds, the share that stand near each other there too.
    package var cohesion: Double
    /// Whether the window, or the passage's title, names what the claim is about.
    package var namesSubject: Bool
    package var checks: [Assessment.Check]
    /// The first thing in which the two contradict each other.
    package var conflict: Assessment.Check?
    package var window: Range<Int>
    package var windowText: String

    /// Whether every deterministic check agrees.
    package var agrees: Bool { checks.allSatisfy(\.agrees) }
}

/// Compares a claim with the windows of passages.
package struct ClaimMatcher: Sendable {
    package let claim: Statement
    private let subjectStems: Set<String>
    private let totalWeight: Double

    package init(_ text: String) {
        let claim = Statement(text)
        self.claim = claim
        let subject = claim.subject.filter(\.isContent)
        subjectStems = Set(subject.prefix(6).map(\.stem))
        totalWeight = claim.words.indices.reduce(0) { $0 + claim.weight(of: $1) }
    }

    /// The best matches of the claim in a passage: one that agrees, if any does, and one that conflicts, if any does.
    package func matches(in passage: PassageText) -> [ClaimMatch] {
        guard totalWeight > 0 else { return [] }
        let names = fittingNames(of: passage)
        let titleStems = Set(names.filter(\.isContent).map(\.stem))
        return spans(in: passage, titleStems: titleStems).map { match(passage, $0, names) }
    }

    /// The words of those names of the passage that the claim speaks of as a whole: an entry "Fortran 90" says nothing of "Fortran".
    private func fittingNames(of passage: PassageText) -> [Word] {
        let spoken = Set(claim.words.map(\.stem))
        return passage.names.filter { name in name.allSatisfy { !$0.isContent || spoken.contains($0.stem) } }.flatMap { $0 }
    }

    /// The most promising windows: few sentences, much of the claim.
    private func spans(in passage: PassageText, titleStems: Set<String>) -> [Range<Int>] {
        let stems = passage.sentences.map { Set($0.lazy.filter(\.isContent).map(\.stem)) }
        var scored: [(span: Range<Int>, score: Double)] = []
        for first in stems.indices {
            var seen = titleStems
            for last in first..<min(first + 3, stems.count) {
                seen.formUnion(stems[last])
                let covered = claim.words.indices.reduce(0) { $0 + (seen.contains(claim.words[$1].stem) ? claim.weight(of: $1) : 0) }
                // Each further sentence has to earn its place.
                scored.append((first..<last + 1, covered / totalWeight - 0.06 * Double(last - first)))
            }
        }
        scored.sort { $0.score > $1.score }
        return scored.prefix(4).filter { $0.score > 0.2 }.map(\.span)
    }

    private func match(_ passage: PassageText, _ span: Range<Int>, _ names: [Word]) -> ClaimMatch {
        let window = passage.window(span)
        let vocabulary = Vocabulary(window.statement, title: titleCounts(passage, window) ? names : [])
        var checker = FactChecker(claim: claim, found: window.statement, vocabulary: vocabulary)
        checker.run()
        var covered = 0.0
        var coveredOfRest = 0.0
        var restWeight = 0.0
        var restCount = 0
        for index in claim.words.indices {
            let weight = claim.weight(of: index)
            guard weight > 0 else { continue }
            let credit = weight * (checker.agreeing.contains(index) ? 1 : vocabulary.credit(for: claim.words, at: index))
            covered += credit
            if !checker.differing.contains(index) {
                coveredOfRest += credit
                restWeight += weight
                restCount += 1
            }
        }
        let coverage = covered / totalWeight
        let text = ScalarText(passage.passage.text)
        return ClaimMatch(
            coverage: coverage, coverageOfRest: restWeight > 0 ? coveredOfRest / restWeight : 0,
            restCount: restCount, cohesion: cohesion(with: window.statement), namesSubject: namesSubject(vocabulary, passage),
            checks: checker.checks, conflict: checker.conflict, window: window.range, windowText: text[window.range])
    }

    /// "A replaced B" and "B fell; later A was replaced by C" share their words, but not their neighbourhoods.
    private func cohesion(with found: Statement) -> Double {
        var places: [String: [Int]] = [:]
        for (index, word) in found.words.filter(\.isContent).enumerated() { places[word.stem, default: []].append(index) }
        let present = claim.words.filter { $0.isContent && places[$0.stem] != nil }.map(\.stem)
        let pairs = zip(present, present.dropFirst()).filter { $0 != $1 }
        guard pairs.count >= 2 else { return 1 }
        let near = pairs.count { first, second in
            places[first, default: []].contains { a in places[second, default: []].contains { abs($0 - a) <= 4 } }
        }
        return Double(near) / Double(pairs.count)
    }

    /// A title stands for the subject of its passage's sentences, unless the sentence names another subject.
    private func titleCounts(_ passage: PassageText, _ window: PassageText.Window) -> Bool {
        let statement = window.statement
        guard let verb = Grammar.firstVerb(in: statement.words[...]),
            let name = statement.names.first(where: { $0.words.upperBound <= verb && $0.words.lowerBound <= 1 }), name.isCertain
        else { return true }
        let titleWords = Set(passage.names.joined().map(\.lower))
        let claimWords = Set(claim.words.map(\.lower))
        return name.parts.contains { titleWords.contains($0) || claimWords.contains($0) }
    }

    /// All that the claim is about, or nearly all, is named; or the title as a whole is what the claim is about.
    private func namesSubject(_ vocabulary: Vocabulary, _ passage: PassageText) -> Bool {
        guard !subjectStems.isEmpty else {
            return passage.names.map { Set($0.filter(\.isContent).map(\.stem)) }.contains { !$0.isEmpty && $0.isSubset(of: claim.stems) }
        }
        var weight = 0.0
        var covered = 0.0
        for index in claim.words.indices where subjectStems.contains(claim.words[index].stem) {
            weight += claim.weight(of: index)
            covered += claim.weight(of: index) * vocabulary.credit(for: claim.words, at: index)
        }
        return covered >= 0.75 * weight
    }
}

/// The words of a window, asked whether they hold a word of the claim.
package struct Vocabulary: Sendable {
    private var stems: Set<String>
    private var words: Set<String>
    private var compounds: Set<String> = []
    private var longStems: [[UInt8]]
    private var initials: String
    private var title: Set<String>

    package init(_ statement: Statement, title: [Word]) {
        self.title = Set(title.map(\.lower))
        let all = title + statement.words
        let spoken = all.filter { $0.kind != .mark }
        stems = Set(spoken.map(\.stem))
        words = Set(spoken.map(\.lower))
        for (first, second) in zip(spoken, spoken.dropFirst()) { compounds.insert(first.lower + second.lower) }
        longStems = stems.filter { $0.utf8.count >= 5 }.map { Array($0.utf8) }
        initials = String(spoken.compactMap { $0.isContent ? $0.lower.first : nil })
    }

    /// Whether the passage's title or an alias has all these words.
    package func isTitled(_ parts: [String]) -> Bool { parts.allSatisfy { title.contains($0) } }

    package func contains(_ word: Word) -> Bool { words.contains(word.lower) || stems.contains(word.stem) }

    /// 1 for the same word in any inflection, less for a derived one, 0 for none.
    package func credit(for claim: [Word], at index: Int) -> Double {
        let word = claim[index]
        if contains(word) || compounds.contains(word.lower) { return 1 }
        // "data base" for "database"
        if index + 1 < claim.count, words.contains(word.lower + claim[index + 1].lower) { return 1 }
        if index > 0, words.contains(claim[index - 1].lower + word.lower) { return 1 }
        // HTML, where the passage spells it out
        let isAcronym = word.text.count >= 3 && word.capitalCount == word.text.count
        if isAcronym, initials.contains(word.lower) { return 1 }
        return word.kind == .word ? derivedCredit(word) : 0
    }

    /// `programmer` and `programming` share most of their letters.
    private func derivedCredit(_ word: Word) -> Double {
        let letters = Array(word.stem.utf8)
        guard letters.count >= 5, !word.isNameByShape else { return 0 }
        for other in longStems {
            let shared = zip(letters, other).prefix { $0 == $1 }.count
            if shared >= 5, Double(shared) >= 0.8 * Double(max(letters.count, other.count)) { return 0.8 }
        }
        return 0
    }
}
