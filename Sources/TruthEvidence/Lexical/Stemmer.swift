/// Strips endings, so that inflected forms of one word compare equal (M. F. Porter, "An algorithm for suffix stripping", 1980).
package enum Stemmer {
    /// The stem of a lower-case word. Words of other alphabets, and words of one or two letters, are their own stem.
    package static func stem(_ word: String) -> String {
        var letters = Array(word.utf8)
        stem(&letters)
        return String(decoding: letters, as: UTF8.self)
    }

    /// Replaces the UTF-8 of a lower-case word by its stem.
    static func stem(_ letters: inout [UInt8]) {
        guard letters.count > 2, letters.allSatisfy({ (0x61...0x7A).contains($0) }) else { return }
        removePlural(&letters)
        removePastAndProgressive(&letters)
        if letters.last == UInt8(ascii: "y"), hasVowel(letters.dropLast()) { letters[letters.count - 1] = UInt8(ascii: "i") }
        replaceFirst(of: doubleSuffixes, in: &letters, whenMeasureIsAbove: 0)
        replaceFirst(of: singleSuffixes, in: &letters, whenMeasureIsAbove: 0)
        removeLongSuffix(&letters)
        tidyEnd(&letters)
    }

    private typealias Letters = [UInt8]

    /// Which letters are consonants, in one pass; `y` is one at the start and after a vowel.
    private static func consonants(_ letters: some Sequence<UInt8>) -> [Bool] {
        var flags: [Bool] = []
        for letter in letters {
            switch letter {
            case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): flags.append(false)
            case UInt8(ascii: "y"): flags.append(flags.last.map { !$0 } ?? true)
            default: flags.append(true)
            }
        }
        return flags
    }

    /// How often a run of vowels is followed by a consonant: Porter's m.
    private static func measure(_ letters: some Sequence<UInt8>) -> Int {
        let flags = consonants(letters)
        return zip(flags, flags.dropFirst()).count { !$0 && $1 }
    }

    private static func hasVowel(_ letters: some Sequence<UInt8>) -> Bool { consonants(letters).contains(false) }

    private static func endsInDoubleConsonant(_ letters: Letters) -> Bool {
        letters.count >= 2 && letters[letters.count - 1] == letters[letters.count - 2] && consonants(letters)[letters.count - 1]
    }

    /// Consonant, vowel, consonant other than w, x and y: a short syllable that wants its `e` back.
    private static func endsInShortSyllable(_ letters: Letters) -> Bool {
        guard letters.count >= 3 else { return false }
        let flags = consonants(letters).suffix(3)
        return Array(flags) == [true, false, true] && !"wxy".utf8.contains(letters[letters.count - 1])
    }

    private static func ends(_ letters: Letters, _ suffix: String) -> Bool {
        letters.count > suffix.utf8.count && letters.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    private static func removePlural(_ letters: inout Letters) {
        if ends(letters, "sses") || ends(letters, "ies") {
            letters.removeLast(2)
        } else if letters.last == UInt8(ascii: "s"), !ends(letters, "ss"), !ends(letters, "us"), !ends(letters, "is") {
            letters.removeLast()
        }
    }

    private static func removePastAndProgressive(_ letters: inout Letters) {
        if ends(letters, "eed") {
            if measure(letters.dropLast(3)) > 0 { letters.removeLast() }
            return
        }
        guard let length = ends(letters, "ed") ? 2 : ends(letters, "ing") ? 3 : nil, hasVowel(letters.dropLast(length)) else { return }
        letters.removeLast(length)
        if ends(letters, "at") || ends(letters, "bl") || ends(letters, "iz") {
            letters.append(UInt8(ascii: "e"))
        } else if endsInDoubleConsonant(letters), !"lsz".utf8.contains(letters[letters.count - 1]) {
            letters.removeLast()
        } else if measure(letters) == 1, endsInShortSyllable(letters) {
            letters.append(UInt8(ascii: "e"))
        }
    }

    private static func replaceFirst(of suffixes: [(String, String)], in letters: inout Letters, whenMeasureIsAbove least: Int) {
        for (suffix, replacement) in suffixes where ends(letters, suffix) {
            let stem = letters.dropLast(suffix.utf8.count)
            if measure(stem) > least { letters = Array(stem) + Array(replacement.utf8) }
            return
        }
    }

    private static func removeLongSuffix(_ letters: inout Letters) {
        if ends(letters, "sion") || ends(letters, "tion") {
            if measure(letters.dropLast(3)) > 1 { letters.removeLast(3) }
            return
        }
        replaceFirst(of: longSuffixes, in: &letters, whenMeasureIsAbove: 1)
    }

    private static func tidyEnd(_ letters: inout Letters) {
        if letters.last == UInt8(ascii: "e") {
            let stem = Array(letters.dropLast())
            let measure = measure(stem)
            if measure > 1 || measure == 1 && !endsInShortSyllable(stem) { letters = stem }
        }
        if measure(letters) > 1, endsInDoubleConsonant(letters), letters.last == UInt8(ascii: "l") { letters.removeLast() }
    }

    private static let doubleSuffixes = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("abli", "able"), ("alli", "al"),
        ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"),
        ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ]
    private static let singleSuffixes = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ]
    private static let longSuffixes = [
        ("ement", ""), ("ment", ""), ("ance", ""), ("ence", ""), ("able", ""), ("ible", ""), ("ant", ""), ("ent", ""), ("ism", ""),
        ("ate", ""), ("iti", ""), ("ous", ""), ("ive", ""), ("ize", ""), ("al", ""), ("er", ""), ("ic", ""), ("ou", ""),
    ]
}
