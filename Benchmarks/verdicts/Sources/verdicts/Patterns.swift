import Foundation

/// What rewording and alteration look for.
enum Patterns {
    /// Names after a preposition that people, makers and places follow: "by Tony Hoare", "at Bell Laboratories".
    static func names(in text: String) -> [String] {
        matches(#"(?:\bby|\bat|\bfrom|\bof|\bin|\band|\bfor) ((?:[A-Z][A-Za-z&.+-]*[A-Za-z+] ?){1,4})"#, in: text, group: 1)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.count > 2 && !months.contains($0) && !$0.hasSuffix(".") }
    }

    static let months: Set<String> = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December", "The", "This", "It", "In",
    ]

    static func years(in text: String) -> [Int] { matches(#"\b(1[89]\d\d|20[012]\d)\b"#, in: text, group: 1).compactMap { Int($0) } }

    /// A plain number that is no year and no part of a name; or a number word.
    static let number = #"(?<![A-Za-z0-9.,/^-])((?!1[89]\d\d\b|20[012]\d\b)\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|twelve|sixteen|hundred)(?![A-Za-z0-9/^]|\.\d)"#

    static func ranges(of pattern: String, in text: String, group: Int = 0) -> [Range<String.Index>] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { fatalError("not a pattern: \(pattern)") }
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { Range($0.range(at: group), in: text) }
    }

    static func matches(_ pattern: String, in text: String, group: Int = 0) -> [String] {
        ranges(of: pattern, in: text, group: group).map { String(text[$0]) }
    }
}
