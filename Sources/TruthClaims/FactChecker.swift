/// Compares each number, date, name and negation of a claim with those of a window.
///
/// A fact agrees when the window has it where the claim has it. It conflicts when, where the claim has it, the window has another of
/// its kind: "where" is told by the content words around it. Otherwise the window says nothing of it.
package struct FactChecker {
    private let claim: Statement
    private let found: Statement
    private let vocabulary: Vocabulary
    package private(set) var checks: [Assessment.Check] = []
    package private(set) var conflict: Assessment.Check?
    /// The claim's words that belong to facts which differ.
    package private(set) var differing: Set<Int> = []
    /// The claim's words that belong to facts which agree, however the window writes them.
    package private(set) var agreeing: Set<Int> = []

    package init(claim: Statement, found: Statement, vocabulary: Vocabulary) {
        self.claim = claim
        self.found = found
        self.vocabulary = vocabulary
    }

    package mutating func run() {
        checkDates()
        checkQuantities()
        checkNames()
        checkNegations()
        checkAntonyms()
    }

    // MARK: Places

    /// How alike the surroundings of two spans are, from 0 to 1.
    private func likeness(_ claimSpan: Range<Int>, _ foundSpan: Range<Int>) -> Double {
        let claimed = claim.context(of: claimSpan)
        guard !claimed.isEmpty else { return 0 }
        let around = Set(found.context(of: foundSpan))
        return Double(claimed.count { around.contains($0) }) / Double(claimed.count)
    }

    private struct Candidate {
        var text: String
        var likeness: Double
    }

    /// Records the outcome for one fact, given the best place that agrees and the best that says something else.
    private mutating func settle(_ kind: Assessment.Check.Kind, _ text: String, _ span: Range<Int>, agreeing: Candidate?, other: Candidate?) {
        if let agreeing, agreeing.likeness + Self.displacement >= other?.likeness ?? 0 {
            checks.append(.init(kind: kind, claimed: text, found: agreeing.text, agrees: true))
            self.agreeing.formUnion(span)
            return
        }
        differing.formUnion(span)
        // Where the value does occur, though in another place, only a place that fits well can speak against it.
        let least = agreeing == nil ? Self.leastLikeness : Self.leastLikenessAgainstOccurrence
        let opposing = other.flatMap { $0.likeness >= least ? $0 : nil }
        let check = Assessment.Check(kind: kind, claimed: text, found: opposing?.text, agrees: false)
        checks.append(check)
        if opposing != nil, conflict == nil { conflict = check }
    }

    /// How much better the surroundings of another value must fit before an equal value elsewhere counts for nothing.
    private static let displacement = 0.3
    /// How much of the claim's surroundings a differing value must share to contradict it.
    private static let leastLikeness = 0.3
    private static let leastLikenessAgainstOccurrence = 0.6

    private func best(_ candidates: [Candidate]) -> Candidate? { candidates.max { $0.likeness < $1.likeness } }

    // MARK: Kinds

    private mutating func checkDates() {
        for date in claim.dates {
            var agreeing: [Candidate] = []
            var other: [Candidate] = []
            for place in found.dates {
                let candidate = Candidate(text: place.text, likeness: likeness(date.words, place.words))
                switch date.compared(with: place) {
                case .agrees: agreeing.append(candidate)
                case .conflicts: other.append(candidate)
                case .lessPrecise: break
                }
            }
            // A year may stand in the window as a plain number, or in the title.
            if agreeing.isEmpty, date.month == nil, date.years == 1, claim.words[date.words].allSatisfy({ vocabulary.contains($0) }) {
                agreeing.append(Candidate(text: date.text, likeness: 0.5))
            }
            settle(.date, date.text, date.words, agreeing: best(agreeing), other: best(other))
        }
    }

    private mutating func checkQuantities() {
        for quantity in claim.quantities {
            var agreeing: [Candidate] = []
            var other: [Candidate] = []
            var unitDiffers = false
            for place in found.quantities {
                let candidate = Candidate(text: place.text, likeness: likeness(quantity.words, place.words))
                switch quantity.compared(with: place) {
                case .agrees: agreeing.append(candidate)
                case .otherUnit:
                    unitDiffers = true
                    other.append(candidate)
                case .conflicts:
                    if quantity.unit?.base == place.unit?.base { other.append(candidate) }
                }
            }
            if agreeing.isEmpty, claim.words[quantity.words].allSatisfy({ $0.kind == .mark || vocabulary.contains($0) }) {
                agreeing.append(Candidate(text: quantity.text, likeness: 0.5))
            }
            settle(unitDiffers && agreeing.isEmpty ? .unit : .number, quantity.text, quantity.words, agreeing: best(agreeing), other: best(other))
        }
    }

    private mutating func checkNames() {
        let claimWords = Set(claim.words.map(\.lower))
        for name in claim.names {
            let isFound = name.words.allSatisfy { claim.words[$0].kind == .mark || !claim.words[$0].isContent || vocabulary.credit(for: claim.words, at: $0) == 1 }
            // An ordinary word at the start of a sentence is compared as a word.
            if !name.isCertain, !isFound { continue }
            var agreeing: [Candidate] = []
            var other: [Candidate] = []
            for place in found.names where place.isCertain && (place.text.count > 1 || name.text.count == 1) {
                let candidate = Candidate(text: place.text, likeness: likeness(name.words, place.words))
                if name.mayEqual(place) {
                    agreeing.append(candidate)
                } else if !place.parts.allSatisfy({ claimWords.contains($0) }) {
                    other.append(candidate)
                }
            }
            if !isFound {
                agreeing = []
            } else if agreeing.isEmpty || vocabulary.isTitled(name.parts) {
                // Spelled out, or what the whole passage is about.
                agreeing.append(Candidate(text: name.text, likeness: 1))
            }
            settle(.name, name.text, name.words, agreeing: best(agreeing), other: best(other))
        }
    }

    /// What one side denies, the other must deny too, where both speak of it.
    private mutating func checkNegations() {
        for negation in claim.negations {
            let counterpart = found.negations.first { sharesScope(negation.scope, $0.scope) }
            let speaksOfIt = negation.scope.prefix(3).contains { found.stems.contains($0) }
            let check = Assessment.Check(
                kind: .negation, claimed: negation.text + " " + negation.scope.joined(separator: " "),
                found: counterpart?.text ?? (speaksOfIt ? "no negation" : nil), agrees: counterpart != nil)
            checks.append(check)
            if counterpart == nil, speaksOfIt, conflict == nil { conflict = check }
        }
        for negation in found.negations where !claim.negations.contains(where: { sharesScope($0.scope, negation.scope) }) {
            let near = negation.scope.prefix(3)
            guard near.count(where: { claim.stems.contains($0) }) * 3 >= near.count * 2 else { continue }
            let check = Assessment.Check(kind: .negation, claimed: "no negation", found: negation.text, agrees: false)
            checks.append(check)
            if conflict == nil { conflict = check }
        }
    }

    /// Both deny the same: the first words of what they deny have one in common.
    private func sharesScope(_ a: [String], _ b: [String]) -> Bool { a.prefix(2).contains { b.prefix(2).contains($0) } }

    /// Where the claim says "slow" and the window "fast".
    private mutating func checkAntonyms() {
        let claimWords = Set(claim.words.map(\.lower))
        for (index, word) in claim.words.enumerated() {
            guard let opposites = Lexicon.antonyms[word.lower], !vocabulary.contains(word) else { continue }
            let places = found.words.indices.filter { opposites.contains(found.words[$0].lower) && !claimWords.contains(found.words[$0].lower) }
            guard let place = places.max(by: { likeness(index..<index + 1, $0..<$0 + 1) < likeness(index..<index + 1, $1..<$1 + 1) }),
                likeness(index..<index + 1, place..<place + 1) >= 0.5
            else { continue }
            let check = Assessment.Check(kind: .words, claimed: word.text, found: found.words[place].text, agrees: false)
            checks.append(check)
            differing.insert(index)
            if conflict == nil { conflict = check }
        }
    }
}
