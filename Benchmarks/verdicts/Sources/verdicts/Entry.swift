import TruthCorpus

/// The two halves of FOLDOC's entries, by a hash of the headword: limits are set on one, figures are reported on the other.
enum Split: String {
    case development = "dev"
    case test

    func holds(_ key: String) -> Bool { (stableHash(key) >> 7) % 2 == (self == .development ? 0 : 1) }
}

/// A dictionary entry with the statements that can be lifted out of it without changing a word but its subject.
struct Entry {
    var title: String
    var sentences: [String]
    /// Names that occur in it, for alterations within the entry.
    var names: [String]
    var years: [Int]

    init?(_ document: Document) {
        guard let title = document.title, title.count >= 3, title.first!.isLetter else { return nil }
        self.title = title
        let paragraphs = document.text.split(separator: "\n\n").map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        sentences = paragraphs.flatMap(Self.split)
        names = Patterns.names(in: document.text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        years = Patterns.years(in: document.text)
    }

    /// Self-contained statements: the definition with its headword as subject, and sentences that speak of it by name or as "It".
    var statements: [String] {
        var statements: [String] = []
        for (index, sentence) in sentences.enumerated() {
            guard let statement = index == 0 ? definition(sentence) ?? named(sentence) : named(sentence), Self.isFit(statement) else { continue }
            statements.append(statement)
        }
        return statements
    }

    /// The headword as a subject: "A bridge", "Ada", "hashing".
    var subject: String {
        guard title.first!.isLowercase, !title.hasSuffix("s"), !title.hasSuffix("ing"), !title.contains(",") else { return title.capitalizedFirst }
        return ("aeiou".contains(title.first!) ? "An " : "A ") + title
    }

    private func definition(_ sentence: String) -> String? {
        guard ["A ", "An ", "The ", "One of "].contains(where: { sentence.hasPrefix($0) }) else { return nil }
        let verbs = [" is ", " are ", " was ", " were ", " has ", " can ", " may "]
        if let verb = verbs.compactMap({ sentence.range(of: $0)?.lowerBound }).min() {
            // A verb is welcome inside a relative clause only; otherwise the sentence has its own subject.
            guard let relative = [" which ", " that ", " who ", " where ", " in which "].compactMap({ sentence.range(of: $0)?.lowerBound }).min(), relative < verb
            else { return nil }
        }
        return subject + " is " + sentence.loweredFirst
    }

    private func named(_ sentence: String) -> String? {
        if sentence.hasPrefix("It ") { return subject + sentence.dropFirst(2) }
        return sentence.hasPrefix(title + " ") ? sentence : nil
    }

    /// Long enough to state something, short enough to state one thing, and free of references to other places.
    private static func isFit(_ statement: String) -> Bool {
        let words = statement.split(separator: " ")
        guard (7...28).contains(words.count), statement.hasSuffix("."), !statement.contains("..") else { return false }
        let unwelcome = ["\"", "[", "]", "{", "}", "<", ">", "?", "!", ";", ":", "=", "\\", "*", " see ", " See ", " above", " below", " this ", " these ", "e.g.", "i.e.", "(See", "etc", "will be", "should"]
        return !unwelcome.contains { statement.contains($0) }
    }

    private static func split(_ paragraph: String) -> [String] {
        var sentences: [String] = []
        var current: [Substring] = []
        let words = paragraph.split(separator: " ")
        for (index, word) in words.enumerated() {
            current.append(word)
            let next = index + 1 < words.count ? words[index + 1] : "A"
            let isShort = word.count <= 3 && word.first!.isUppercase || ["e.g.", "i.e.", "vs.", "cf.", "Inc.", "Ltd.", "Corp.", "Co.", "Dr.", "St.", "etc.", "al."].contains(word)
            if word.hasSuffix("."), !isShort, next.first!.isUppercase {
                sentences.append(current.joined(separator: " "))
                current = []
            }
        }
        return sentences
    }
}

extension StringProtocol {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
    var loweredFirst: String { prefix(1).lowercased() + dropFirst() }
}
