import Foundation

/// Makes a statement false by changing one thing.
enum Alteration: String, CaseIterable {
    case number, date, name, negation

    /// The statement with one fact changed; `nil` when it has none of the kind.
    func apply(to text: String, of entry: Entry, pool: [String], random: inout RandomSource) -> String? {
        switch self {
        case .number: Self.otherNumber(text, entry, &random)
        case .date: Self.otherYear(text, entry, &random)
        case .name: Self.otherName(text, entry, pool, &random)
        case .negation: Self.negated(text)
        }
    }

    /// Whether a statement has a fact of the kind.
    func occurs(in text: String, of entry: Entry) -> Bool {
        switch self {
        case .number: !Self.numbers(in: text, entry).isEmpty
        case .date: !Patterns.years(in: text).isEmpty
        case .name: !Self.names(in: text, entry).isEmpty
        case .negation: Self.negated(text) != nil
        }
    }

    private static func numbers(in text: String, _ entry: Entry) -> [Range<String.Index>] {
        let title = text.range(of: entry.title)
        return Patterns.ranges(of: Patterns.number, in: text, group: 1).filter { range in !(title.map { $0.overlaps(range) } ?? false) }
    }

    private static func otherNumber(_ text: String, _ entry: Entry, _ random: inout RandomSource) -> String? {
        guard let range = numbers(in: text, entry).randomElement(using: &random) else { return nil }
        let written = String(text[range])
        let words = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "sixteen", "hundred"]
        if words.contains(written) {
            return text.replacingCharacters(in: range, with: words.filter { $0 != written }.randomElement(using: &random)!)
        }
        guard let value = Double(written.replacingOccurrences(of: ",", with: "")) else { return nil }
        // Half of the time a value near by, half of the time one far off.
        let other = Bool.random(using: &random) ? value + Double(Int.random(in: 1...3, using: &random)) : value * Double([2, 3, 4, 10].randomElement(using: &random)!)
        guard other != value else { return text.replacingCharacters(in: range, with: "7") }
        let isWhole = other == other.rounded() && other < 1e15
        return text.replacingCharacters(in: range, with: isWhole ? String(Int(other)) : String(format: "%.1f", other))
    }

    private static func otherYear(_ text: String, _ entry: Entry, _ random: inout RandomSource) -> String? {
        guard let range = Patterns.ranges(of: #"\b(1[89]\d\d|20[012]\d)\b"#, in: text, group: 1).randomElement(using: &random), let year = Int(text[range]) else { return nil }
        // Another year of the same entry is the hardest: the passage does say it, of something else.
        let inEntry = entry.years.filter { $0 != year && !text.contains(String($0)) }
        let other = Bool.random(using: &random) ? inEntry.randomElement(using: &random) : nil
        return text.replacingCharacters(in: range, with: String(other ?? year + [-11, -7, -4, -3, -2, -1, 1, 2, 3, 4, 7, 11].randomElement(using: &random)!))
    }

    private static func names(in text: String, _ entry: Entry) -> [String] {
        Patterns.names(in: text).filter { !entry.title.contains($0) && !$0.contains(entry.title) }
    }

    private static func otherName(_ text: String, _ entry: Entry, _ pool: [String], _ random: inout RandomSource) -> String? {
        guard let name = names(in: text, entry).randomElement(using: &random), let range = text.range(of: name) else { return nil }
        func differs(_ other: String) -> Bool { !text.contains(other) && !name.contains(other) && !other.contains(name) && !entry.title.contains(other) }
        let inEntry = entry.names.filter(differs)
        let other = Bool.random(using: &random) ? inEntry.randomElement(using: &random) : nil
        guard let replacement = other ?? pool.filter(differs).randomElement(using: &random) else { return nil }
        return text.replacingCharacters(in: range, with: replacement)
    }

    private static func negated(_ text: String) -> String? {
        for (from, to) in [(" is not ", " is "), (" isn't ", " is "), (" are not ", " are "), (" cannot ", " can "), (" can't ", " can "), (" was not ", " was "), (" does not ", " does "), (" doesn't ", " does "), (" do not ", " do ")] {
            if let range = text.range(of: from) { return text.replacingCharacters(in: range, with: to) }
        }
        for (from, to) in [(" is ", " is not "), (" was ", " was not "), (" are ", " are not "), (" were ", " were not "), (" can ", " cannot "), (" has ", " does not have "), (" uses ", " does not use "), (" refers to ", " does not refer to "), (" denotes ", " does not denote "), (" allows ", " does not allow "), (" provides ", " does not provide "), (" runs ", " does not run "), (" supports ", " does not support ")] {
            if let range = text.range(of: from) { return text.replacingCharacters(in: range, with: to) }
        }
        return nil
    }
}
