import Foundation

/// Plain text: paragraphs separated by empty lines.
enum PlainText {
    /// A document without a title; lines that were only wrapped are joined again.
    static func document(_ text: String) -> Document {
        Document(identity: "", text: unwrapped(text), source: "")
    }

    /// Paragraphs whose lines were broken at a width are made one line each; lines that end early (verse, lists, addresses) stay.
    ///
    /// A break is taken for wrapping when the next line's first word would not have fitted within the paragraph's longest line.
    static func unwrapped(_ text: String) -> String {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map { $0.trimmingCharacters(in: .whitespaces) }
        return lines.split(whereSeparator: \.isEmpty).map { unwrapped(paragraph: Array($0)) }.joined(separator: "\n\n")
    }

    /// Wider than any terminal's or mail program's margin: such lines were not wrapped.
    private static let widestMargin = 120
    /// Shorter than any margin in use: such lines were ended on purpose.
    private static let narrowestMargin = 40

    private static func unwrapped(paragraph lines: [String]) -> String {
        let width = lines.map(\.count).max() ?? 0
        guard lines.count > 1, (narrowestMargin...widestMargin).contains(width) else { return lines.joined(separator: "\n") }
        var result = lines[0]
        for (line, next) in zip(lines, lines.dropFirst()) {
            let word = next.prefix { !$0.isWhitespace }.count
            result += (line.count + 1 + word > width && !startsItem(next) ? " " : "\n") + next
        }
        return result
    }

    /// A list item begins on a line of its own, however long the line before it.
    static func startsItem(_ line: String) -> Bool {
        if ["- ", "* ", "+ ", "• "].contains(where: line.hasPrefix) { return true }
        let number = line.prefix(while: \.isNumber)
        return !number.isEmpty && number.count <= 3 && [". ", ") "].contains { line.dropFirst(number.count).hasPrefix($0) }
    }
}
