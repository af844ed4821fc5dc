import Foundation
import TruthEvidence

/// A word, a number or a mark of a text, with what comparisons need.
package struct Word: Sendable, Hashable {
    package enum Kind: Sendable {
        case word, number, mark
    }

    /// As written.
    package var text: String
    /// Lower case, compatibility forms folded, British spelling made American, without a possessive ending.
    package var lower: String
    /// What inflected forms of one word share.
    package var stem: String
    package var kind: Kind
    /// Where it stands, in Unicode scalars.
    package var range: Range<Int>
    /// Whether the preceding word is joined to it without a space, as in `32-bit`.
    package var isJoined: Bool

    /// Whether it says something of its own: a number, or a word that isn't a mere function word.
    package var isContent: Bool {
        kind == .number || (kind == .word && !Lexicon.functionWords.contains(lower))
    }

    package var startsUppercase: Bool { text.unicodeScalars.first?.isUppercaseLetter ?? false }

    /// How many capital letters it has.
    package var capitalCount: Int { text.unicodeScalars.count { $0.isUppercaseLetter } }

    /// An acronym or a mixed-case name, such as `SQL`, `PostgreSQL` or `C++`: a name wherever it stands.
    package var isNameByShape: Bool {
        guard kind == .word else { return false }
        let scalars = text.unicodeScalars
        if capitalCount >= 2 { return true }
        if scalars.dropFirst().contains(where: { $0.isUppercaseLetter }) { return true }
        return capitalCount == 1 && scalars.contains { $0.isDigit || $0 == "+" || $0 == "#" }
    }
}

/// Splits texts into words.
package enum WordReader {
    /// The words, numbers and marks of a span, in order.
    package static func words(in text: ScalarText, range: Range<Int>? = nil) -> [Word] {
        let range = range ?? 0..<text.count
        var words: [Word] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let scalar = text[position]
            if scalar.isSpace {
                position += 1
                continue
            }
            let end = scalar.isWordScalar ? endOfWord(in: text, from: position, limit: range.upperBound) : position + 1
            let isJoined =
                position > range.lowerBound
                && (text[position - 1].isWordScalar || text[position - 1].isDash && words.last?.kind != .mark || text[position - 1] == "/")
            if !(scalar.isDash && isInsideWord(text, position, range)) {
                words.append(word(text[position..<end], at: position..<end, isJoined: isJoined))
            }
            position = end
        }
        return words
    }

    package static func words(in text: String) -> [Word] { words(in: ScalarText(text)) }

    /// A hyphen between letters joins two words and is no mark of its own.
    private static func isInsideWord(_ text: ScalarText, _ position: Int, _ range: Range<Int>) -> Bool {
        position > range.lowerBound && position + 1 < range.upperBound && text[position - 1].isWordScalar && text[position + 1].isWordScalar
    }

    private static func endOfWord(in text: ScalarText, from start: Int, limit: Int) -> Int {
        var end = start
        while end < limit {
            let scalar = text[end]
            if scalar.isWordScalar {
                end += 1
                continue
            }
            let next = end + 1 < limit ? text[end + 1] : " "
            let previous = text[end - 1]
            if scalar.isApostrophe, next.isLetter { end += 1; continue }
            // 3.14, 1,000, U.S, example.com; a comma only between digits.
            if scalar == ".", next.isWordScalar, previous.isWordScalar { end += 1; continue }
            if scalar == ",", previous.isDigit, next.isDigit, isThousands(text, end, limit) { end += 1; continue }
            if scalar == "&" || scalar == "^" || scalar == "_" || scalar == "@", previous.isWordScalar, next.isWordScalar { end += 1; continue }
            // C++, C#, F#
            if scalar == "+" || scalar == "#", previous.isLetter || previous == "+", !next.isWordScalar { end += 1; continue }
            break
        }
        return end
    }

    /// Three digits, and not more, follow the comma.
    private static func isThousands(_ text: ScalarText, _ comma: Int, _ limit: Int) -> Bool {
        guard comma + 3 < limit, (1...3).allSatisfy({ text[comma + $0].isDigit }) else { return false }
        return comma + 4 >= limit || !text[comma + 4].isDigit
    }

    private static func word(_ written: String, at range: Range<Int>, isJoined: Bool) -> Word {
        let first = written.unicodeScalars.first ?? " "
        let isNumber = first.isDigit || first.properties.numericType == .decimal
        let kind: Word.Kind = isNumber ? .number : first.isWordScalar ? .word : .mark
        let lower = folded(written)
        let stem = kind == .word ? Lexicon.baseForms[lower] ?? Stemmer.stem(lower) : lower
        return Word(text: written, lower: lower, stem: stem, kind: kind, range: range, isJoined: isJoined)
    }

    /// Lower case, compatibility forms folded, typographic apostrophes made plain, without a possessive ending.
    package static func folded(_ written: String) -> String {
        var lower = written.utf8.allSatisfy { $0 < 0x80 } ? written : written.precomposedStringWithCompatibilityMapping
        lower = lower.lowercased()
        if lower.unicodeScalars.contains("\u{2019}") { lower = lower.replacingOccurrences(of: "\u{2019}", with: "'") }
        if lower.hasSuffix("'s") { lower.removeLast(2) }
        return Lexicon.americanSpelling(of: lower)
    }
}
