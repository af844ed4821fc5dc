/// Reads GBNF, the notation of llama.cpp's grammars: lines of `name ::= …`, of which `root` is the whole text.
///
/// Literals, classes, `.`, groups, `|`, `* + ? {m,n}` and comments, with the escapes that llama.cpp knows.
struct GBNFParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var rules = RuleSet()
    private var numbers: [String: Int] = [:]
    private var defined: Set<String> = []

    static func rules(of source: String) throws(GrammarError) -> RuleSet {
        var parser = GBNFParser(scalars: Array(source.unicodeScalars))
        return try parser.grammar()
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private mutating func grammar() throws(GrammarError) -> RuleSet {
        skipSpace(lines: true)
        while peek != nil { try rule() }
        if let missing = numbers.keys.filter({ !defined.contains($0) }).min() { throw .unknownRule(name: missing) }
        guard let root = numbers["root"] else { throw .unknownRule(name: "root") }
        rules.root = .rule(root)
        return rules
    }

    private mutating func rule() throws(GrammarError) {
        let name = try name()
        skipSpace(lines: false)
        guard take(":"), take(":"), take("=") else { throw problem("expected '::=' after '\(name)'") }
        skipSpace(lines: true)
        guard defined.insert(name).inserted else { throw problem("the rule '\(name)' is defined twice") }
        rules.define(try number(of: name), as: try alternatives())
        guard peek == nil || peek == "\n" || peek == "\r" else { throw problem("expected the end of the rule") }
        skipSpace(lines: true)
    }

    private mutating func number(of name: String) throws(GrammarError) -> Int {
        if let number = numbers[name] { return number }
        let number = try rules.reserve(name)
        numbers[name] = number
        return number
    }

    private mutating func name() throws(GrammarError) -> String {
        var name = String.UnicodeScalarView()
        while let next = peek, isNameCharacter(next) {
            name.append(next)
            position += 1
        }
        guard !name.isEmpty else { throw problem("expected a rule's name") }
        return String(name)
    }

    private func isNameCharacter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
    }

    private mutating func alternatives() throws(GrammarError) -> Expression {
        var branches = [try sequence()]
        while take("|") {
            skipSpace(lines: true)
            branches.append(try sequence())
        }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(GrammarError) -> Expression {
        var parts: [Expression] = []
        while let next = peek, next != "|", next != ")", next != "\n", next != "\r" {
            parts.append(try quantified(atom()))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws(GrammarError) -> Expression {
        guard let next = peek else { throw problem("it ends too soon") }
        if isNameCharacter(next) { return .rule(try number(of: name())) }
        position += 1
        switch next {
        case "\"": return .bytes(try literal())
        case "[": return .scalars(try characterClass())
        case ".": return .scalars(.all)
        case "(":
            depth += 1
            guard depth <= GrammarLimits.nesting else { throw .tooLarge(what: "groups inside each other", limit: GrammarLimits.nesting) }
            skipSpace(lines: true)
            let inner = try alternatives()
            guard take(")") else { throw problem("'(' isn't closed") }
            depth -= 1
            return inner
        default: throw problem("'\(next)' has no meaning here", back: 1)
        }
    }

    private mutating func quantified(_ atom: Expression) throws(GrammarError) -> Expression {
        var expression = atom
        var count = 0
        skipSpace(lines: depth > 0)
        while let next = peek {
            switch next {
            case "*": expression = .repeated(expression, minimum: 0, maximum: nil)
            case "+": expression = .repeated(expression, minimum: 1, maximum: nil)
            case "?": expression = .optional(expression)
            case "{":
                position += 1
                let (minimum, maximum) = try bounds()
                expression = .repeated(expression, minimum: minimum, maximum: maximum)
                position -= 1
            default: return expression
            }
            position += 1
            count += 1
            guard count <= 4 else { throw .tooLarge(what: "quantifiers after each other", limit: 4) }
            skipSpace(lines: depth > 0)
        }
        return expression
    }

    private mutating func bounds() throws(GrammarError) -> (Int, Int?) {
        let minimum = try count()
        skipSpace(lines: false)
        var maximum: Int? = minimum
        if take(",") {
            skipSpace(lines: false)
            maximum = peek == "}" ? nil : try count()
        }
        guard peek == "}" else { throw problem("'{' isn't closed") }
        position += 1
        guard maximum ?? minimum >= minimum else { throw problem("the bounds are the wrong way round") }
        return (minimum, maximum)
    }

    private mutating func count() throws(GrammarError) -> Int {
        skipSpace(lines: false)
        var digits = ""
        while let next = peek, ("0"..."9").contains(next) {
            digits.unicodeScalars.append(next)
            position += 1
        }
        skipSpace(lines: false)
        guard let number = Int(digits), number <= Int(Int32.max) else { throw problem("expected a count") }
        return number
    }

    // MARK: - Characters

    private mutating func literal() throws(GrammarError) -> [UInt8] {
        var text = String.UnicodeScalarView()
        while let next = peek, next != "\"" { text.append(try character(next)) }
        guard take("\"") else { throw problem("the text isn't closed") }
        return Array(String(text).utf8)
    }

    private mutating func characterClass() throws(GrammarError) -> ScalarSet {
        let isNegated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while let next = peek, next != "]" {
            let first = try character(next)
            var last = first
            if peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" {
                position += 1
                last = try character(scalars[position])
            }
            guard first <= last else { throw problem("the range's ends are the wrong way round") }
            ranges.append(first.value...last.value)
        }
        guard take("]") else { throw problem("'[' isn't closed") }
        let set = ScalarSet(ranges: ranges)
        return isNegated ? set.complement : set
    }

    private mutating func character(_ next: Unicode.Scalar) throws(GrammarError) -> Unicode.Scalar {
        position += 1
        guard next == "\\" else { return next }
        guard let escaped = peek else { throw problem("it ends after '\\'") }
        position += 1
        switch escaped {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "\\", "\"", "[", "]", "-", "^": return escaped
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case "U": return try hexadecimal(8)
        default: throw problem("the escape '\\\(escaped)' isn't known", back: 1)
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(GrammarError) -> Unicode.Scalar {
        let digits = scalars[position..<min(position + count, scalars.count)]
        guard digits.count == count, let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16), let scalar = Unicode.Scalar(value) else {
            throw problem("expected \(count) hexadecimal digits of a character")
        }
        position += count
        return scalar
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    /// Skips blanks and comments, and the ends of lines where a rule may go on.
    private mutating func skipSpace(lines: Bool) {
        while let next = peek {
            if next == "#" {
                while let next = peek, next != "\n", next != "\r" { position += next == "\n" ? 0 : 1 }
            } else if next == " " || next == "\t" || (lines && (next == "\n" || next == "\r")) {
                position += 1
            } else {
                return
            }
        }
    }

    private func problem(_ text: String, back: Int = 0) -> GrammarError {
        let offset = scalars[..<max(0, min(position, scalars.count) - back)].reduce(0) { $0 + (UTF8.encode($1)?.count ?? 0) }
        return .syntax(notation: "grammar", offset: offset, problem: text)
    }
}
