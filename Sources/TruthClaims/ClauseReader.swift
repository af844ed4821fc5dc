/// Cuts a sentence into clauses that can be true or false on their own.
///
/// A cut is made only where it is safe: at a semicolon, and at a comma with `and`, `but`, `while` or `whereas` when a subject and a verb
/// stand on both sides.
package enum ClauseReader {
    /// The spans of the clauses, without the joining word; the sentence's own span when there is nothing to cut.
    package static func clauses(of words: [Word], in range: Range<Int>) -> [Range<Int>] {
        var clauses: [Range<Int>] = []
        var first = 0
        var depth = 0
        for (index, word) in words.enumerated() where word.kind == .mark {
            if word.text == "(" || word.text == "[" { depth += 1 }
            if word.text == ")" || word.text == "]" { depth -= 1 }
            guard depth <= 0, word.text == ";" || word.text == ",", index > first, index + 1 < words.count else { continue }
            let joins = joiners.contains(words[index + 1].lower)
            guard word.text == ";" || joins else { continue }
            let next = joins ? index + 2 : index + 1
            guard next < words.count, hasSubjectAndVerb(words[first..<index]), hasSubjectAndVerb(words[next...]) else { continue }
            clauses.append(words[first].range.lowerBound..<words[index - 1].range.upperBound)
            first = next
        }
        guard first > 0 else { return [range] }
        clauses.append(words[first].range.lowerBound..<range.upperBound)
        return clauses
    }

    private static let joiners: Set<String> = ["and", "but", "while", "whereas", "yet"]

    /// Whether a subject opens the words and a finite verb follows it soon.
    private static func hasSubjectAndVerb(_ words: ArraySlice<Word>) -> Bool {
        guard let verb = Grammar.firstVerb(in: words), verb > words.startIndex else { return false }
        let subject = words[words.startIndex..<verb]
        guard subject.count <= 12, let opener = subject.first else { return false }
        if Grammar.pronouns.contains(opener.lower) || Grammar.determiners.contains(opener.lower) { return true }
        // Names and plural nouns open a clause without a determiner; a preposition or a participle doesn't.
        return opener.kind == .word && !Lexicon.functionWords.contains(opener.lower) && !opener.lower.hasSuffix("ing") && !opener.lower.hasSuffix("ly")
            && (opener.startsUppercase || Lexicon.auxiliaries.contains(words[verb].lower))
    }
}

/// The little grammar that splitting and pronouns need.
package enum Grammar {
    package static let pronouns: Set<String> = ["it", "they", "he", "she", "this", "these", "that", "those", "we", "you", "i", "there"]
    package static let determiners: Set<String> = ["the", "a", "an", "its", "their", "his", "her", "each", "every", "some", "most", "many", "all", "both", "no", "our"]
    private static let blockers: Set<String> = [
        "a", "an", "the", "of", "in", "on", "for", "with", "by", "from", "its", "their", "his", "her", "this", "these", "no", "to", "as", "and", "or", "into", "at",
    ]

    /// The index of the first finite verb: an auxiliary, or a form of a common verb where a verb can stand.
    package static func firstVerb(in words: ArraySlice<Word>) -> Int? {
        for index in words.indices {
            let word = words[index]
            guard word.kind == .word else { continue }
            if Lexicon.auxiliaries.contains(word.lower) {
                // "May 1995" is a month.
                if word.lower == "may", index + 1 < words.endIndex, words[index + 1].kind == .number { continue }
                return index
            }
            guard index > words.startIndex, !word.startsUppercase, !word.isJoined, Lexicon.verbStems.contains(word.stem) || word.lower.hasSuffix("ed"),
                !word.lower.hasSuffix("ing"), !word.lower.hasSuffix("tion"), !(word.lower.hasSuffix("er") && word.stem != word.lower), !word.lower.hasSuffix("ment")
            else { continue }
            let previous = words[index - 1]
            if previous.kind == .mark, !")\",*`_".contains(previous.text) { continue }
            if !blockers.contains(previous.lower), !isNounBeforeVerb(index, in: words) { return index }
        }
        return nil
    }

    /// "A binary *search* tree is": an uninflected word with nothing but content words between it and an auxiliary is part of the subject.
    private static func isNounBeforeVerb(_ index: Int, in words: ArraySlice<Word>) -> Bool {
        let word = words[index].lower
        guard !word.hasSuffix("ed"), !word.hasSuffix("s"), let next = words[(index + 1)...].firstIndex(where: { !($0.kind == .word && $0.isContent) })
        else { return false }
        return next > index + 1 && next <= index + 3 && Lexicon.auxiliaries.contains(words[next].lower)
    }
}
