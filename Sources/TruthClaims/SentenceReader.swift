/// A sentence, or a line that stands for one.
package struct Sentence: Sendable, Hashable {
    package enum Kind: Sendable {
        case prose, listItem, heading, code
    }

    package var kind: Kind
    /// Without the bullet or the hashes in front, in Unicode scalars.
    package var range: Range<Int>
    /// Whether it opens a paragraph or a list item.
    package var opensBlock: Bool
}

/// Splits plain text and Markdown into sentences.
///
/// Blank lines, headings, list items, table rows and code fences end a block; inside a block, sentences end at `.`, `!` and `?` unless
/// the stop belongs to an abbreviation, a number, an initial or an ellipsis that goes on in lower case.
package enum SentenceReader {
    package static func sentences(of text: ScalarText) -> [Sentence] {
        var sentences: [Sentence] = []
        for block in blocks(of: text) {
            guard block.kind == .prose || block.kind == .listItem else {
                sentences.append(Sentence(kind: block.kind, range: block.range, opensBlock: true))
                continue
            }
            var opens = true
            for range in split(text, block.range) {
                sentences.append(Sentence(kind: block.kind, range: range, opensBlock: opens))
                opens = false
            }
        }
        return sentences
    }

    private struct Block {
        var kind: Sentence.Kind
        var range: Range<Int>
    }

    private static func blocks(of text: ScalarText) -> [Block] {
        var blocks: [Block] = []
        var current: Block?
        var fence: String?
        var position = 0

        func close() {
            if let block = current {
                let range = text.trimmed(block.range)
                if !range.isEmpty { blocks.append(Block(kind: block.kind, range: range)) }
            }
            current = nil
        }

        while position < text.count {
            let line = text.line(from: position)
            let content = text.trimmed(line)
            if let open = fence {
                if text.has(open, at: content.lowerBound) { fence = nil }
                blocks.append(Block(kind: .code, range: line))
            } else if let mark = ["```", "~~~"].first(where: { text.has($0, at: content.lowerBound) }) {
                close()
                fence = mark
                blocks.append(Block(kind: .code, range: line))
            } else if content.isEmpty {
                close()
            } else if text[content.lowerBound] == "#", let start = afterHashes(text, content) {
                close()
                blocks.append(Block(kind: .heading, range: start..<content.upperBound))
            } else if text[content.lowerBound] == "|" || isRule(text, content) {
                close()
                blocks.append(Block(kind: .code, range: content))
            } else if let start = afterBullet(text, content) {
                close()
                current = Block(kind: .listItem, range: start..<content.upperBound)
            } else if let open = current {
                current = Block(kind: open.kind, range: open.range.lowerBound..<content.upperBound)
            } else {
                let start = text[content.lowerBound] == ">" ? text.trimmed(content.lowerBound + 1..<content.upperBound).lowerBound : content.lowerBound
                current = Block(kind: .prose, range: start..<content.upperBound)
            }
            position = line.upperBound + 1
        }
        close()
        return blocks
    }

    private static func afterHashes(_ text: ScalarText, _ line: Range<Int>) -> Int? {
        var position = line.lowerBound
        while position < line.upperBound, text[position] == "#" { position += 1 }
        // A hashtag has no space after its hash.
        guard position - line.lowerBound <= 6, position < line.upperBound, text[position] == " " else { return nil }
        return text.trimmed(position..<line.upperBound).lowerBound
    }

    private static func isRule(_ text: ScalarText, _ line: Range<Int>) -> Bool {
        line.count >= 3 && line.allSatisfy { "-=*_".unicodeScalars.contains(text[$0]) }
    }

    /// Where the text of a list item starts: after `-`, `*`, `+`, `•`, `1.` or `a)`.
    private static func afterBullet(_ text: ScalarText, _ line: Range<Int>) -> Int? {
        var position = line.lowerBound
        let first = text[position]
        if first == "-" || first == "*" || first == "+" || first == "\u{2022}" || first == "\u{2013}" {
            position += 1
        } else {
            while position < line.upperBound, text[position].isDigit, position - line.lowerBound < 3 { position += 1 }
            if position == line.lowerBound, first.isLetter, position + 1 < line.upperBound, text[position + 1] == ")" { position += 1 }
            guard position > line.lowerBound, position < line.upperBound, text[position] == "." || text[position] == ")" else { return nil }
            position += 1
        }
        guard position < line.upperBound, text[position] == " " else { return nil }
        return text.trimmed(position..<line.upperBound).lowerBound
    }

    /// Cuts a block into sentences.
    package static func split(_ text: ScalarText, _ block: Range<Int>) -> [Range<Int>] {
        var sentences: [Range<Int>] = []
        var start = block.lowerBound
        var position = block.lowerBound
        while position < block.upperBound {
            let scalar = text[position]
            guard ".!?\u{2026}\u{3002}".unicodeScalars.contains(scalar) else {
                position += 1
                continue
            }
            var end = position + 1
            while end < block.upperBound, ".!?\u{2026}\"'\u{201D}\u{2019})]*_".unicodeScalars.contains(text[end]) { end += 1 }
            if endsSentence(text, mark: position, after: end, start: start, block: block) {
                let range = text.trimmed(start..<end)
                if !range.isEmpty { sentences.append(range) }
                start = end
            }
            position = end
        }
        let rest = text.trimmed(start..<block.upperBound)
        if !rest.isEmpty { sentences.append(rest) }
        return sentences
    }

    private static func endsSentence(_ text: ScalarText, mark: Int, after end: Int, start: Int, block: Range<Int>) -> Bool {
        guard end < block.upperBound else { return true }
        if text[mark] == "\u{3002}" { return true }
        guard text[end].isSpace else { return false }
        var next = end
        while next < block.upperBound, text[next].isSpace { next += 1 }
        while next < block.upperBound, "\"'\u{201C}\u{2018}([*_".unicodeScalars.contains(text[next]) { next += 1 }
        guard next < block.upperBound else { return true }
        if text[next].isLowercaseLetter, !isMixedCaseWord(text, next, block.upperBound) { return false }
        guard text[mark] == ".", end == mark + 1 else { return true }
        return !isAbbreviation(text, mark: mark, start: start)
    }

    /// `iPhone` and `macOS` may open a sentence although they start in lower case.
    private static func isMixedCaseWord(_ text: ScalarText, _ start: Int, _ limit: Int) -> Bool {
        var position = start
        while position < limit, text[position].isLetter {
            if text[position].isUppercaseLetter { return true }
            position += 1
        }
        return false
    }

    private static func isAbbreviation(_ text: ScalarText, mark: Int, start: Int) -> Bool {
        var first = mark
        while first > start, text[first - 1].isLetter || text[first - 1] == "." { first -= 1 }
        guard first < mark else { return false }
        let word = text[first..<mark].lowercased()
        // An initial: "J. Smith"; but a variable or a list letter may end a sentence: "drive C. Then".
        if mark - first == 1, text[first].isUppercaseLetter { return first == start || previousWordIsCapitalised(text, before: first, start: start) }
        return Lexicon.abbreviations.contains(word) && !(word == "no" && text[first].isLowercaseLetter)
    }

    private static func previousWordIsCapitalised(_ text: ScalarText, before position: Int, start: Int) -> Bool {
        var end = position
        while end > start, text[end - 1].isSpace { end -= 1 }
        var first = end
        while first > start, !text[first - 1].isSpace { first -= 1 }
        // "by J. Smith", "Donald E. Knuth"
        return first < end && (text[first].isUppercaseLetter || ["by", "and", "with", "of"].contains(text[first..<end]))
    }
}
