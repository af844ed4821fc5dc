/// Reads regular expressions: the part of ECMA-262's that describes sets of texts.
///
/// Alternatives, groups, classes, `.`, `* + ? {m,n}`, the escapes `\d \w \s` and their opposites, and `^` and `$` at the ends. What looks
/// around or back is refused: no automaton reads it in bounded time. A quantifier's laziness makes no difference to what matches.
struct RegularExpression {
    /// An alternative of the whole expression, and whether it is tied to the text's ends.
    private struct Alternative {
        var expression: Expression
        var isAnchoredAtStart: Bool
        var isAnchoredAtEnd: Bool
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    /// The texts that match from end to end.
    static func whole(_ source: String) throws(GrammarError) -> Expression {
        var parser = RegularExpression(scalars: Array(source.unicodeScalars))
        return .choice(try parser.alternatives().map(\.expression))
    }

    /// The texts in which something matches, as JSON schemas mean it.
    static func search(_ source: String) throws(GrammarError) -> Expression {
        var parser = RegularExpression(scalars: Array(source.unicodeScalars))
        let anything = Expression.repeated(.scalars(.all), minimum: 0, maximum: nil)
        return .choice(
            try parser.alternatives().map { alternative in
                var parts = [alternative.expression]
                if !alternative.isAnchoredAtStart { parts.insert(anything, at: 0) }
                if !alternative.isAnchoredAtEnd { parts.append(anything) }
                return .sequence(parts)
            })
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private mutating func alternatives() throws(GrammarError) -> [Alternative] {
        var found: [Alternative] = []
        repeat {
            let isAnchoredAtStart = take("^")
            let expression = try sequence()
            found.append(Alternative(expression: expression, isAnchoredAtStart: isAnchoredAtStart, isAnchoredAtEnd: take("$")))
        } while take("|")
        guard position == scalars.count else { throw problem(peek == "$" ? "'$' stands before the end" : "a ')' too many") }
        return found
    }

    private mutating func sequence() throws(GrammarError) -> Expression {
        var parts: [Expression] = []
        while let next = peek, next != "|", next != ")" {
            if next == "$", depth == 0 { break }
            parts.append(try quantified(atom()))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func quantified(_ atom: Expression) throws(GrammarError) -> Expression {
        var expression = atom
        switch peek {
        case "*": expression = .repeated(atom, minimum: 0, maximum: nil)
        case "+": expression = .repeated(atom, minimum: 1, maximum: nil)
        case "?": expression = .optional(atom)
        case "{":
            position += 1
            let (minimum, maximum) = try bounds()
            expression = .repeated(atom, minimum: minimum, maximum: maximum)
            position -= 1
        default: return atom
        }
        position += 1
        _ = take("?")
        if let next = peek, "*+?{".unicodeScalars.contains(next) { throw problem("a second quantifier") }
        return expression
    }

    private mutating func bounds() throws(GrammarError) -> (Int, Int?) {
        let minimum = try number()
        var maximum: Int? = minimum
        if take(",") { maximum = peek == "}" ? nil : try number() }
        guard take("}") else { throw problem("'{' isn't closed") }
        guard maximum ?? minimum >= minimum else { throw problem("the bounds are the wrong way round") }
        return (minimum, maximum)
    }

    private mutating func number() throws(GrammarError) -> Int {
        var digits = ""
        while let next = peek, ("0"..."9").contains(next) {
            digits.unicodeScalars.append(next)
            position += 1
        }
        guard let number = Int(digits), number <= Int(Int32.max) else { throw problem("expected a count") }
        return number
    }

    private mutating func atom() throws(GrammarError) -> Expression {
        guard let next = peek else { throw problem("it ends too soon") }
        position += 1
        switch next {
        case "(": return try group()
        case "[": return .scalars(try characterClass())
        case ".": return .scalars(ScalarSet(["\n", "\r", "\u{2028}", "\u{2029}"]).complement)
        case "\\": return .scalars(try escape())
        case "*", "+", "?", "{": throw problem("there is nothing before the quantifier", back: 1)
        case "^", "$": throw problem("'^' and '$' may only stand at the ends", back: 1)
        default: return .scalars(ScalarSet(CollectionOfOne(next)))
        }
    }

    private mutating func group() throws(GrammarError) -> Expression {
        if take("?") {
            let isNamed = take("<") && peek != "=" && peek != "!"
            if isNamed {
                while let next = peek, next != ">" { position += next == "(" ? scalars.count : 1 }
                guard take(">") else { throw problem("the group's name isn't closed") }
            } else if !take(":") {
                throw problem("looking around isn't supported, nor are flags; only (…), (?:…) and (?<name>…)")
            }
        }
        depth += 1
        guard depth <= GrammarLimits.nesting else { throw .tooLarge(what: "groups inside each other", limit: GrammarLimits.nesting) }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        guard take(")") else { throw problem("'(' isn't closed") }
        depth -= 1
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    // MARK: - Characters

    private mutating func characterClass() throws(GrammarError) -> ScalarSet {
        let isNegated = take("^")
        var set = ScalarSet()
        var hasShorthand = false
        while let next = peek, next != "]" {
            position += 1
            let low = next == "\\" ? try escape() : ScalarSet(CollectionOfOne(next))
            guard let first = low.single else {
                hasShorthand = true
                set = set.union(low)
                continue
            }
            guard peek == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set = set.union(low)
                continue
            }
            position += 1
            let upper = scalars[position]
            position += 1
            guard let last = (upper == "\\" ? try escape() : ScalarSet(CollectionOfOne(upper))).single, first <= last else {
                throw problem("the range's ends are the wrong way round")
            }
            set = set.union(ScalarSet(first...last))
        }
        guard take("]") else { throw problem("'[' isn't closed") }
        guard isNegated else { return set }
        // Programs differ on which letters and digits beyond ASCII the shorthands hold: none of those is written.
        return hasShorthand ? set.complement.intersection(Self.ascii) : set.complement
    }

    private static let ascii = ScalarSet("\0"..."\u{7F}")
    private static let digits = ScalarSet("0"..."9")
    private static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    private static let space = ScalarSet(ranges: [0x09...0x0D, 0x20...0x20])

    private mutating func escape() throws(GrammarError) -> ScalarSet {
        guard let next = peek else { throw problem("it ends after '\\'") }
        position += 1
        switch next {
        case "d": return Self.digits
        case "w": return Self.word
        case "s": return Self.space
        case "D": return Self.ascii.subtracting(Self.digits)
        case "W": return Self.ascii.subtracting(Self.word)
        case "S": return Self.ascii.subtracting(Self.space)
        case "n": return ScalarSet(["\n"])
        case "r": return ScalarSet(["\r"])
        case "t": return ScalarSet(["\t"])
        case "f": return ScalarSet(["\u{0C}"])
        case "v": return ScalarSet(["\u{0B}"])
        case "x": return try hexadecimal(2)
        case "u": return try hexadecimal(4)
        case "a"..."z", "A"..."Z", "0"..."9": throw problem("the escape '\\\(next)' isn't supported", back: 1)
        default: return ScalarSet(CollectionOfOne(next))
        }
    }

    private mutating func hexadecimal(_ count: Int) throws(GrammarError) -> ScalarSet {
        let digits = scalars[position..<min(position + count, scalars.count)]
        guard digits.count == count, let value = UInt32(String(String.UnicodeScalarView(digits)), radix: 16), let scalar = Unicode.Scalar(value) else {
            throw problem("expected \(count) hexadecimal digits of a character")
        }
        position += count
        return ScalarSet(CollectionOfOne(scalar))
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private func problem(_ text: String, back: Int = 0) -> GrammarError {
        let offset = scalars[..<max(0, min(position, scalars.count) - back)].reduce(0) { $0 + UTF8.width($1) }
        return .syntax(notation: "regular expression", offset: offset, problem: text)
    }
}

extension ScalarSet {
    /// The scalar, if there is exactly one.
    var single: Unicode.Scalar? {
        guard ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound else { return nil }
        return Unicode.Scalar(ranges[0].lowerBound)
    }
}

extension UTF8 {
    fileprivate static func width(_ scalar: Unicode.Scalar) -> Int {
        UTF8.encode(scalar)?.count ?? 0
    }
}
