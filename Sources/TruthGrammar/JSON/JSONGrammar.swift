/// The pieces that JSON texts consist of.
///
/// White space is bounded: one blank, or one end of line and up to 16 blanks, so that a small model can't write nothing else.
enum JSONGrammar {
    /// Characters that stand for themselves inside a string.
    static let plain = ScalarSet(ranges: [0...0x1F, 0x22...0x22, 0x5C...0x5C]).complement

    /// Characters with an escape of two.
    private static let shortEscapes: [(Unicode.Scalar, String)] = [
        ("\"", "\\\""), ("\\", "\\\\"), ("\u{08}", "\\b"), ("\u{0C}", "\\f"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"),
    ]

    /// One character of a string. Escapes of surrogates are left out: each would have to find its other half.
    static let character: Expression = {
        let hex = Expression.scalars(ScalarSet(ranges: [0x30...0x39, 0x41...0x46, 0x61...0x66]))
        let first = Expression.scalars(ScalarSet(ranges: [0x30...0x39, 0x41...0x43, 0x45...0x46, 0x61...0x63, 0x65...0x66]))
        let d = Expression.scalars(ScalarSet(["d", "D"]))
        let unicode = Expression.choice([
            .sequence([first, hex, hex, hex]), .sequence([d, .range("0"..."7"), hex, hex]),
        ])
        let escape = Expression.choice([.scalars(ScalarSet("\"\\/bfnrt".unicodeScalars)), .sequence([.text("u"), unicode])])
        return .choice([.scalars(plain), .sequence([.text("\\"), escape])])
    }()

    static let string = string(.repeated(character, minimum: 0, maximum: nil))

    static func string(_ content: Expression) -> Expression {
        .sequence([.text("\""), content, .text("\"")])
    }

    /// After an opening bracket or a comma, and before a closing bracket.
    static let space = Expression.optional(.choice([.text(" "), .sequence([.text("\n"), .repeated(.text(" "), 0...16)])]))
    static let colon = Expression.sequence([.text(":"), .optional(.text(" "))])
    static let comma = Expression.sequence([.text(","), space])

    /// The texts of `content`, written inside a string.
    static func escaped(_ content: Expression) -> Expression {
        switch content {
        case .bytes(let bytes): escaped(.sequence(String(decoding: bytes, as: UTF8.self).unicodeScalars.map { .scalars(ScalarSet([$0])) }))
        case .scalars(let set): escaped(set)
        case .sequence(let parts): .sequence(parts.map(escaped))
        case .choice(let branches): .choice(branches.map(escaped))
        case .repeated(let inner, let minimum, let maximum): .repeated(escaped(inner), minimum: minimum, maximum: maximum)
        case .rule: preconditionFailure("JSONGrammar: a string's content has no rules")
        }
    }

    private static func escaped(_ set: ScalarSet) -> Expression {
        var branches = shortEscapes.filter { set.contains($0.0) }.map { Expression.text($0.1) }
        let plain = set.intersection(plain)
        if !plain.isEmpty { branches.append(.scalars(plain)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    /// A key other than `names`, written without escapes, so that no name hides behind one.
    static func key(otherThan names: [String]) -> Expression {
        string(text(otherThan: names.map { Array($0.unicodeScalars)[...] }))
    }

    private static func text(otherThan names: [ArraySlice<Unicode.Scalar>]) -> Expression {
        let rest = Expression.repeated(.scalars(plain), minimum: 0, maximum: nil)
        guard !names.isEmpty else { return rest }
        let groups = Dictionary(grouping: names.filter { !$0.isEmpty }, by: { $0[$0.startIndex] })
        let others = plain.subtracting(ScalarSet(groups.keys))
        var branches: [Expression] = [.sequence([.scalars(others), rest])]
        if !names.contains(where: \.isEmpty) { branches.append(.empty) }
        for (first, group) in groups.sorted(by: { $0.key < $1.key }) where plain.contains(first) {
            branches.append(.sequence([.scalars(ScalarSet([first])), text(otherThan: group.map { $0.dropFirst() })]))
        }
        return .choice(branches)
    }
}
