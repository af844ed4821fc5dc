import Foundation

/// Markdown as sentences: the marks go, the words stay.
enum Markdown {
    /// The title is the front matter's or the first heading; front matter also gives author, date, address and licence.
    ///
    /// - Throws: `RecordFault` when the front matter has a date that isn't one.
    static func document(_ text: String) throws -> Document {
        var lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        let front = frontMatter(&lines)
        var document = Document(identity: "", text: "", source: "")
        let (paragraphs, heading) = paragraphs(lines)
        document.title = front["title"] ?? heading
        document.text = paragraphs.joined(separator: "\n\n")
        document.author = front["author"]
        document.url = front["url"] ?? front["canonical_url"]
        document.licence = front["licence"] ?? front["license"]
        if let written = front["date"] ?? front["created"] {
            guard let date = DateText.date(written) else {
                throw RecordFault(offset: 0, reason: "the front matter's date \"\(written)\" isn't one; write it as 2018-05-22")
            }
            document.created = date
        }
        return document
    }

    /// Takes the block between two `---` lines off the top. Only `key: value` lines are read.
    private static func frontMatter(_ lines: inout [String]) -> [String: String] {
        guard lines.first?.trimmingCharacters(in: .whitespaces) == "---",
            let end = lines.dropFirst().firstIndex(where: { ["---", "..."].contains($0.trimmingCharacters(in: .whitespaces)) })
        else { return [:] }
        var fields: [String: String] = [:]
        for line in lines[1..<end] {
            guard let colon = line.firstIndex(of: ":"), line.first?.isLetter == true else { continue }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces.union(["\"", "'"]))
            if !value.isEmpty { fields[line[..<colon].lowercased()] = value }
        }
        lines.removeFirst(end + 1)
        return fields
    }

    /// The text's paragraphs, and its first heading. A heading that opens the text is its title and not a paragraph too.
    private static func paragraphs(_ lines: [String]) -> (paragraphs: [String], heading: String?) {
        var paragraphs: [String] = []
        var heading: String?
        var open: [String] = []
        var fence: String?

        func close() {
            if !open.isEmpty { paragraphs.append(open.joined(separator: "\n")) }
            open = []
        }
        func add(heading text: String) {
            close()
            if heading == nil {
                heading = text
                if paragraphs.isEmpty { return }
            }
            paragraphs.append(text)
        }

        for line in lines {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if let mark = fence {
                if trimmed.hasPrefix(mark) {
                    fence = nil
                    close()
                } else {
                    open.append(line)
                }
            } else if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
                close()
                fence = String(trimmed.prefix(3))
            } else if trimmed.isEmpty {
                close()
            } else if let text = headingText(trimmed) {
                add(heading: text)
            } else if open.count == 1, trimmed.count >= 2, Set(trimmed) == ["="] || Set(trimmed) == ["-"] {
                let text = open.removeLast()
                add(heading: text)
            } else if isRule(trimmed) {
                close()
            } else {
                let text = inline(trimmed.hasPrefix("> ") ? String(trimmed.dropFirst(2)) : trimmed)
                if open.isEmpty || PlainText.startsItem(trimmed) || trimmed.hasPrefix("|") || line.hasSuffix("  ") {
                    open.append(text)
                } else {
                    open[open.count - 1] += " " + text
                }
            }
        }
        close()
        return (paragraphs.filter { !$0.isEmpty }, heading)
    }

    private static func headingText(_ line: String) -> String? {
        let marks = line.prefix { $0 == "#" }.count
        guard (1...6).contains(marks), line.dropFirst(marks).first == " " else { return nil }
        let text = line.dropFirst(marks).trimmingCharacters(in: .whitespaces)
        let closing = text.reversed().prefix { $0 == "#" }.count
        return inline(closing > 0 && text.dropLast(closing).last == " " ? text.dropLast(closing).trimmingCharacters(in: .whitespaces) : text)
    }

    private static func isRule(_ line: String) -> Bool {
        let marks = line.filter { !$0.isWhitespace }
        return marks.count >= 3 && [["-"], ["*"], ["_"]].contains(Set(marks))
    }

    // MARK: Inside a line

    /// `[label](target)` and `![label](target)` become their labels; emphasis and code marks go.
    private static func inline(_ text: String) -> String {
        let characters = Array(text)
        var result = ""
        var index = 0
        while index < characters.count {
            let character = characters[index]
            if character == "\\", index + 1 < characters.count, characters[index + 1].isPunctuation || characters[index + 1].isSymbol {
                result.append(characters[index + 1])
                index += 2
            } else if character == "[" || (character == "!" && index + 1 < characters.count && characters[index + 1] == "["),
                let link = link(characters, from: character == "!" ? index + 1 : index)
            {
                result += inline(String(characters[link.label]))
                index = link.end
            } else if character == "`" || isEmphasis(characters, at: index) {
                index += 1
            } else {
                result.append(character)
                index += 1
            }
        }
        return result
    }

    private static func link(_ text: [Character], from open: Int) -> (label: Range<Int>, end: Int)? {
        guard let close = text[open...].firstIndex(of: "]"), close + 1 < text.count, text[close + 1] == "(" || text[close + 1] == "[" else {
            return nil
        }
        guard let end = text[(close + 2)...].firstIndex(of: text[close + 1] == "(" ? ")" : "]") else { return nil }
        return (open + 1..<close, end + 1)
    }

    /// `*` and `_` mark emphasis where a word touches them on one side only; `2 * 3` and `snake_case` stay.
    private static func isEmphasis(_ text: [Character], at index: Int) -> Bool {
        let mark = text[index]
        guard mark == "*" || mark == "_" else { return false }
        let before = text[..<index].last { $0 != mark }
        let after = text[(index + 1)...].first { $0 != mark }
        let wordBefore = before.map { !$0.isWhitespace } ?? false
        let wordAfter = after.map { !$0.isWhitespace } ?? false
        if mark == "_", before?.isLetter == true || before?.isNumber == true, after?.isLetter == true || after?.isNumber == true { return false }
        return wordBefore || wordAfter
    }
}
