/// A set of texts, built from smaller ones: what all notations are translated to.
indirect enum Expression: Hashable, Sendable {
    /// One text.
    case bytes([UInt8])
    /// Any one scalar of a set, as UTF-8.
    case scalars(ScalarSet)
    case sequence([Expression])
    /// Any of several; of none, nothing fits.
    case choice([Expression])
    /// One text after another, `minimum` to `maximum` of them; no maximum where it is `nil`.
    case repeated(Expression, minimum: Int, maximum: Int?)
    /// Whatever the rule of this number says, which may refer to itself.
    case rule(Int)

    /// The text of no bytes.
    static let empty = Expression.sequence([])

    static func text(_ text: String) -> Expression { .bytes(Array(text.utf8)) }
    static func range(_ range: ClosedRange<Unicode.Scalar>) -> Expression { .scalars(ScalarSet(range)) }
    static func optional(_ inner: Expression) -> Expression { .choice([inner, .empty]) }
    static func repeated(_ inner: Expression, _ count: ClosedRange<Int>) -> Expression {
        .repeated(inner, minimum: count.lowerBound, maximum: count.upperBound)
    }

    static let digit = Expression.range("0"..."9")
}

/// Rules that may refer to each other, and the one that a whole text must fit.
struct RuleSet: Sendable {
    /// By number; a rule that has been promised but not yet written holds nothing.
    private(set) var rules: [Expression] = []
    /// How each rule is called in errors.
    private(set) var names: [String] = []
    var root = Expression.empty

    /// Promises a rule, so that others can refer to it, and themselves be referred to by it.
    mutating func reserve(_ name: String) throws(GrammarError) -> Int {
        guard rules.count < GrammarLimits.ruleCount else { throw .tooLarge(what: "rules", limit: GrammarLimits.ruleCount) }
        rules.append(.choice([]))
        names.append(name)
        return rules.count - 1
    }

    mutating func define(_ rule: Int, as expression: Expression) {
        rules[rule] = expression
    }

    mutating func add(_ name: String, _ expression: Expression) throws(GrammarError) -> Expression {
        let rule = try reserve(name)
        define(rule, as: expression)
        return .rule(rule)
    }
}
