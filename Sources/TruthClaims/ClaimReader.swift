/// A claim as found in a text, and whether it can be checked.
package struct FoundClaim: Sendable, Hashable {
    package var claim: Claim
    package var checkability: Checkability
    /// What the sentence is about: its own subject, or the one its pronoun stands for.
    package var subject: String?
}

/// Finds the claims of a text: sentences, then clauses, made self-contained.
///
/// Headings, code and fragments without a verb are no claims. Questions, opinions, instructions, predictions and courtesies are
/// claims that can't be checked.
package struct ClaimReader {
    /// What a leading pronoun stands for until the text names a subject.
    private var subject: String?

    package init(subject: String? = nil) {
        self.subject = subject
    }

    /// The claims of `text`, in order.
    package mutating func claims(in text: String) -> [FoundClaim] {
        let text = ScalarText(text)
        return SentenceReader.sentences(of: text).flatMap { claims(of: $0, in: text) }
    }

    /// The claims of one sentence.
    package mutating func claims(of sentence: Sentence, in text: ScalarText) -> [FoundClaim] {
        guard sentence.kind == .prose || sentence.kind == .listItem else { return [] }
        let words = WordReader.words(in: text, range: sentence.range)
        let kind = Checkability.of(words)
        if kind != .checkable {
            let isFragment = words.count { $0.kind != .mark } < 1
            return isFragment ? [] : [found(sentence.range, in: text, words: words, kind: kind)]
        }
        return ClauseReader.clauses(of: words, in: sentence.range).compactMap { clause in
            let inside = words.filter { clause.contains($0.range.lowerBound) }
            guard inside.count(where: { $0.kind != .mark }) >= 3 else { return nil }
            // A full sentence may have a verb that no list knows; a fragment has none.
            let isFull = sentence.kind == .prose && inside.last.map { ".!\"')*".contains($0.text) } ?? false
            guard isFull || Grammar.firstVerb(in: inside[...]) != nil else { return nil }
            return found(clause, in: text, words: inside, kind: Checkability.of(inside))
        }
    }

    private mutating func found(_ span: Range<Int>, in text: ScalarText, words: [Word], kind: Checkability) -> FoundClaim {
        guard kind == .checkable else {
            return FoundClaim(claim: Claim(text: plain(text[span]), span: span), checkability: kind, subject: subject)
        }
        var claimText = text[span]
        if let subject, let pronoun = leadingReference(words) {
            let replacement = pronoun.isPossessive ? subject + "'s" : subject
            let rest = text[pronoun.end..<span.upperBound]
            let before = text[span.lowerBound..<pronoun.start]
            claimText = before + (before.isEmpty ? capitalised(replacement) : replacement) + rest
        } else if let own = namedSubject(words, in: text) {
            subject = own
        }
        return FoundClaim(claim: Claim(text: plain(claimText), span: span), checkability: kind, subject: subject)
    }

    private struct Reference {
        var start: Int
        var end: Int
        var isPossessive: Bool
    }

    /// A pronoun, or "the company" and the like, where the subject stands.
    private func leadingReference(_ words: [Word]) -> Reference? {
        let words = words.filter { $0.kind != .mark || $0.text == "," }
        guard let start = subjectStart(words), start + 1 < words.count else { return nil }
        let first = words[start]
        let next = words[start + 1]
        let nextIsVerb = Lexicon.auxiliaries.contains(next.lower) || Lexicon.verbStems.contains(next.stem) && next.lower.hasSuffix("s") && !next.lower.hasSuffix("ss")
        switch first.lower {
        case "it", "they", "he", "she":
            // "It is possible that …" stands for nothing.
            let isEmpty = first.lower == "it" && start + 2 < words.count && ["possible", "important", "necessary", "clear", "said", "true"].contains(words[start + 2].lower)
            return isEmpty ? nil : Reference(start: first.range.lowerBound, end: first.range.upperBound, isPossessive: false)
        case "its", "their", "his", "her":
            return Reference(start: first.range.lowerBound, end: first.range.upperBound, isPossessive: true)
        case "this", "these", "that", "those", "the":
            if first.lower != "the", nextIsVerb {
                return Reference(start: first.range.lowerBound, end: first.range.upperBound, isPossessive: false)
            }
            let singular = next.lower.hasSuffix("s") && next.lower != "process" ? String(next.lower.dropLast()) : next.lower
            guard start + 2 < words.count, Lexicon.genericNouns.contains(singular), Grammar.firstVerb(in: words[start...]) == start + 2 else { return nil }
            return Reference(start: first.range.lowerBound, end: next.range.upperBound, isPossessive: false)
        default:
            return nil
        }
    }

    /// Where the subject starts: after an opening adverb or "In 1995,".
    private func subjectStart(_ words: [Word]) -> Int? {
        guard let first = words.first else { return nil }
        if first.lower == "in" || openers.contains(first.lower) {
            if let comma = words.prefix(6).firstIndex(where: { $0.text == "," }) { return comma + 1 < words.count ? comma + 1 : nil }
            return openers.contains(first.lower) && words.count > 1 ? 1 : 0
        }
        return 0
    }

    private let openers: Set<String> = ["also", "additionally", "however", "moreover", "furthermore", "originally", "later", "today", "overall", "then", "thus", "therefore", "instead", "and", "but", "so"]

    /// The noun phrase in front of the first verb, when it names something.
    private func namedSubject(_ words: [Word], in text: ScalarText) -> String? {
        let marked = words.filter { $0.kind != .mark || $0.text == "," || $0.text == "(" }
        guard let start = subjectStart(marked), let verb = Grammar.firstVerb(in: marked[start...]), verb > start else { return nil }
        var phrase = Array(marked[start..<verb])
        if let end = phrase.firstIndex(where: { $0.kind == .mark }) { phrase = Array(phrase[..<end]) }
        while let last = phrase.last, last.lower.hasSuffix("ly") { phrase.removeLast() }
        if let first = phrase.first, ["a", "an", "the"].contains(first.lower) { phrase.removeFirst() }
        guard let first = phrase.first, let last = phrase.last, phrase.count <= 6, !Grammar.pronouns.contains(first.lower),
            !Grammar.determiners.contains(first.lower), phrase.contains(where: \.isContent),
            !phrase.contains(where: { ["which", "that", "who", "when", "if", "because"].contains($0.lower) })
        else { return nil }
        let isGeneric = phrase.count == 1 && Lexicon.genericNouns.contains(first.lower)
        return isGeneric ? nil : plain(text[first.range.lowerBound..<last.range.upperBound])
    }

    private func capitalised(_ text: String) -> String {
        guard let first = text.first, first.isLowercase, !text.dropFirst().contains(where: \.isUppercase) else { return text }
        return first.uppercased() + text.dropFirst()
    }

    /// Without Markdown emphasis and line breaks.
    private func plain(_ text: String) -> String {
        var words: [Substring] = []
        for piece in text.split(whereSeparator: \.isWhitespace) { words.append(piece) }
        var plain = words.joined(separator: " ")
        for mark in ["**", "`"] where plain.contains(mark) { plain = plain.split(separator: mark, omittingEmptySubsequences: true).joined() }
        return plain
    }
}
