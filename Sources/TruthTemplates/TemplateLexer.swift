/// Cuts a template's source into text, written expressions and blocks.
///
/// White space goes as transformers has Jinja treat it: the newline behind a block and the indentation before one are left out
/// (`trim_blocks`, `lstrip_blocks`), `-` leaves out all white space on its side, `+` none, and a last newline is dropped.
struct TemplateLexer {
    private let source: [UInt32]
    private var position = 0
    private var line = 1
    /// Whether what was read last ended a line.
    private var startsLine = true
    private var sections: [TemplateSection] = []

    private init(_ text: String) {
        // Scalars, not characters, since "\r\n" is one character to Swift.
        var units = Array(text.unicodeScalars.map(\.value))
        var kept = 0
        for index in units.indices where !(units[index] == 0x0A && index > 0 && units[index - 1] == 0x0D) {
            units[kept] = units[index]
            kept += 1
        }
        units.removeLast(units.count - kept)
        source = units.map { $0 == 0x0D ? 0x0A : $0 }
    }

    static func sections(of text: String) throws(TemplateError) -> [TemplateSection] {
        var normalized = text
        if normalized.utf8.last == UInt8(ascii: "\n") {
            var scalars = normalized.unicodeScalars
            scalars.removeLast()
            if scalars.last == "\r" { scalars.removeLast() }
            normalized = String(scalars)
        }
        var lexer = TemplateLexer(normalized)
        try lexer.read()
        return lexer.sections
    }

    private mutating func read() throws(TemplateError) {
        while position < source.count {
            let start = position
            while position < source.count, !(isAt("{{") || isAt("{%") || isAt("{#")) { position += 1 }
            let sign = position + 1 < source.count ? source[position + 1] : 0
            addText(from: start, to: position, before: sign)
            guard position < source.count else { return }
            switch Unicode.Scalar(sign) {
            case "{": try readTag(closing: "}}")
            case "%": try readTag(closing: "%}")
            default: try skipComment()
            }
        }
    }

    /// Adds the text up to a tag, with what the tag leaves out of it.
    private mutating func addText(from start: Int, to end: Int, before sign: UInt32) {
        var kept = end
        let modifier = end + 2 < source.count ? source[end + 2] : 0
        if end < source.count, modifier == 0x2D {
            while kept > start, TemplateText.isSpace(source[kept - 1]) { kept -= 1 }
        } else if end < source.count, sign != 0x7B, modifier != 0x2B {
            var lineStart = end
            while lineStart > start, source[lineStart - 1] != 0x0A { lineStart -= 1 }
            if lineStart > start || startsLine, source[lineStart..<end].allSatisfy(TemplateText.isSpace) { kept = lineStart }
        }
        if kept > start { sections.append(.text(TemplateText(units: Array(source[start..<kept])), line: line)) }
        line += source[start..<end].count { $0 == 0x0A }
    }

    private mutating func skipComment() throws(TemplateError) {
        let start = line
        position += 2
        while position < source.count, !isAt("#}") { step() }
        guard position < source.count else { throw .syntax(line: start, problem: "a comment, {#, is never closed") }
        finishTag(isDashed: source[position - 1] == 0x2D, isKept: source[position - 1] == 0x2B, trims: true)
    }

    /// Moves behind the two signs that close a tag, and over the white space that goes with them.
    private mutating func finishTag(isDashed: Bool, isKept: Bool, trims: Bool) {
        position += 2
        startsLine = false
        if isDashed {
            while position < source.count, TemplateText.isSpace(source[position]) {
                startsLine = source[position] == 0x0A
                step()
            }
        } else if trims, !isKept, position < source.count, source[position] == 0x0A {
            step()
            startsLine = true
        }
    }

    private mutating func readTag(closing: String) throws(TemplateError) {
        let start = line
        position += 2
        if position < source.count, source[position] == 0x2D || source[position] == 0x2B { position += 1 }
        var tokens: [TemplateToken] = []
        var brackets = 0
        while true {
            while position < source.count, TemplateText.isSpace(source[position]) { step() }
            guard position < source.count else { throw .syntax(line: start, problem: "a tag is never closed with \(closing)") }
            if brackets == 0 || !closing.hasPrefix("}") {
                let isDashed = isAt("-" + closing)
                let isKept = isAt("+" + closing)
                if isDashed || isKept || isAt(closing) {
                    position += isDashed || isKept ? 1 : 0
                    finishTag(isDashed: isDashed, isKept: isKept, trims: closing == "%}")
                    break
                }
            }
            let token = try token()
            if token.kind == .sign("{") { brackets += 1 }
            if token.kind == .sign("}") { brackets -= 1 }
            tokens.append(token)
        }
        if closing == "%}", tokens.count == 1, tokens[0].kind == .name("raw") { return try readRaw(from: start) }
        sections.append(closing == "}}" ? .write(tokens, line: start) : .block(tokens, line: start))
    }

    /// What stands between `{% raw %}` and `{% endraw %}` is text.
    private mutating func readRaw(from start: Int) throws(TemplateError) {
        let textStart = position
        while position < source.count {
            if isAt("{%") {
                let (tag, tagLine) = (position, line)
                position += 2
                if position < source.count, source[position] == 0x2D || source[position] == 0x2B { position += 1 }
                while position < source.count, TemplateText.isSpace(source[position]) { step() }
                let isEnd = isAt("endraw")
                (position, line) = (tag, tagLine)
                if isEnd {
                    addText(from: textStart, to: tag, before: 0x25)
                    line = tagLine
                    let count = sections.count
                    try readTag(closing: "%}")
                    return sections.removeLast(sections.count - count)
                }
            }
            step()
        }
        throw .syntax(line: start, problem: "{% raw %} is never closed with {% endraw %}")
    }

    // MARK: - Tokens

    private mutating func token() throws(TemplateError) -> TemplateToken {
        let start = line
        let value = source[position]
        if value == 0x22 || value == 0x27 { return TemplateToken(kind: .string(try string(closing: value)), line: start) }
        if (0x30...0x39).contains(value) { return TemplateToken(kind: try number(), line: start) }
        if Self.isNameStart(value) {
            let begin = position
            while position < source.count, Self.isNameStart(source[position]) || (0x30...0x39).contains(source[position]) { position += 1 }
            return TemplateToken(kind: .name(text(begin..<position)), line: start)
        }
        for sign in ["**", "//", "==", "!=", "<=", ">="] where isAt(sign) {
            position += 2
            return TemplateToken(kind: .sign(sign), line: start)
        }
        let sign = text(position..<position + 1)
        guard "+-*/%~<>=.,:|()[]{}".unicodeScalars.contains(TemplateText.scalar(value)) else {
            throw .syntax(line: line, problem: "'\(sign)' has no meaning here")
        }
        position += 1
        return TemplateToken(kind: .sign(sign), line: start)
    }

    private static func isNameStart(_ value: UInt32) -> Bool {
        (0x61...0x7A).contains(value) || (0x41...0x5A).contains(value) || value == 0x5F
    }

    private mutating func number() throws(TemplateError) -> TemplateToken.Kind {
        let begin = position
        func skipDigits(_ position: inout Int) {
            while position < source.count, (0x30...0x39).contains(source[position]) || source[position] == 0x5F { position += 1 }
        }
        skipDigits(&position)
        var isWhole = true
        if position + 1 < source.count, source[position] == 0x2E, (0x30...0x39).contains(source[position + 1]) {
            isWhole = false
            position += 1
            skipDigits(&position)
        }
        if position < source.count, source[position] | 0x20 == 0x65 {
            let mark = position
            position += 1
            if position < source.count, source[position] == 0x2B || source[position] == 0x2D { position += 1 }
            if position < source.count, (0x30...0x39).contains(source[position]) {
                isWhole = false
                skipDigits(&position)
            } else {
                position = mark
            }
        }
        let digits = text(begin..<position).filter { $0 != "_" }
        if isWhole, let value = Int(digits) { return .integer(value) }
        guard !isWhole, let value = Double(digits) else { throw .syntax(line: line, problem: "the number \(digits) is too large") }
        return .number(value)
    }

    private mutating func string(closing quote: UInt32) throws(TemplateError) -> String {
        let start = line
        var scalars = String.UnicodeScalarView()
        position += 1
        while position < source.count, source[position] != quote {
            let value = source[position]
            step()
            guard value == 0x5C, position < source.count else {
                scalars.append(TemplateText.scalar(value))
                continue
            }
            try appendEscape(to: &scalars)
        }
        guard position < source.count else { throw .syntax(line: start, problem: "a string is never closed") }
        position += 1
        return String(scalars)
    }

    /// Python's escapes; an unknown one stays with its backslash.
    private mutating func appendEscape(to scalars: inout String.UnicodeScalarView) throws(TemplateError) {
        let scalar = TemplateText.scalar(source[position])
        step()
        switch scalar {
        case "n": scalars.append("\n")
        case "t": scalars.append("\t")
        case "r": scalars.append("\r")
        case "\\", "'", "\"": scalars.append(scalar)
        case "\n": break
        case "a": scalars.append("\u{7}")
        case "b": scalars.append("\u{8}")
        case "f": scalars.append("\u{C}")
        case "v": scalars.append("\u{B}")
        case "0": scalars.append("\0")
        case "x": try appendHexadecimal(digits: 2, to: &scalars)
        case "u": try appendHexadecimal(digits: 4, to: &scalars)
        case "U": try appendHexadecimal(digits: 8, to: &scalars)
        default:
            scalars.append("\\")
            scalars.append(scalar)
        }
    }

    private mutating func appendHexadecimal(digits: Int, to scalars: inout String.UnicodeScalarView) throws(TemplateError) {
        let end = min(position + digits, source.count)
        guard end - position == digits, let value = UInt32(text(position..<end), radix: 16), let scalar = Unicode.Scalar(value) else {
            throw .syntax(line: line, problem: "an escape needs \(digits) hexadecimal digits of a character")
        }
        position = end
        scalars.append(scalar)
    }

    // MARK: - Reading

    private mutating func step() {
        if source[position] == 0x0A { line += 1 }
        position += 1
    }

    private func isAt(_ text: String) -> Bool {
        var index = position
        for scalar in text.unicodeScalars {
            guard index < source.count, source[index] == scalar.value else { return false }
            index += 1
        }
        return true
    }

    private func text(_ range: Range<Int>) -> String { TemplateText(units: Array(source[range])).string }
}
