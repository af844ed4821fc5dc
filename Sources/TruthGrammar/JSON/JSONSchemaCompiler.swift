import TruthCheckpoints

/// Translates a JSON schema to rules.
///
/// The texts that fit the rules all fit the schema, but not the other way round: members come in the schema's order, names have no
/// escapes, objects with declared members have no others unless `additionalProperties` says so. What can't be promised is refused.
struct JSONSchemaCompiler {
    private let document: JSONValue
    var rules = RuleSet()
    /// The rules of references, and those that wait to be written.
    private var references: [String: Int] = [:]
    private var waiting: [(pointer: String, rule: Int)] = []
    private var anyValueRule: Int?
    /// How many schemas have been looked at; merging may look at one many times.
    private var effort = 0
    private static let largestEffort = 100_000

    private init(_ document: JSONValue) {
        self.document = document
    }

    /// The rules of a schema.
    ///
    /// - Throws: `JSONError` or ``GrammarError``.
    static func rules(of text: String) throws -> RuleSet {
        var compiler = JSONSchemaCompiler(try JSONValue.parse(Array(text.utf8), file: "the schema"))
        compiler.rules.root = try compiler.expression(compiler.document, at: Place())
        while let (pointer, rule) = compiler.waiting.popLast() {
            let target = try compiler.target(of: pointer, at: Place(pointer))
            compiler.rules.define(rule, as: try compiler.expression(target, at: Place(pointer)))
        }
        return compiler.rules
    }

    /// The rules of all JSON objects.
    static func anyObject() throws(GrammarError) -> RuleSet {
        var compiler = JSONSchemaCompiler(.bool(true))
        let value = try compiler.anyValue()
        compiler.rules.root = compiler.objectOf(value)
        return compiler.rules
    }

    /// Where in the schema something stands, for errors, and how deep.
    struct Place {
        var path: String
        var depth = 0

        init(_ path: String = "#") {
            self.path = path
        }

        func inside(_ name: String) -> Place {
            var place = self
            place.path += "/\(name)"
            place.depth += 1
            return place
        }
    }

    // MARK: - Schemas

    func unsupported(_ keyword: String, _ place: Place, _ advice: String) -> GrammarError {
        .unsupportedKeyword(path: place.path, keyword: keyword, advice: advice)
    }

    func invalid(_ keyword: String, _ place: Place, _ expected: String) -> GrammarError {
        .invalidKeyword(path: place.path, keyword: keyword, expected: expected)
    }

    mutating func expression(_ schema: JSONValue, at place: Place) throws(GrammarError) -> Expression {
        guard place.depth <= GrammarLimits.nesting else { throw .tooLarge(what: "schemas inside each other", limit: GrammarLimits.nesting) }
        try spend(1)
        switch schema {
        case .bool(true): return try anyValue()
        case .bool(false): return .choice([])
        case .object(let object):
            let members = try SchemaMembers(object, at: place)
            if let pointer = members.bareReference { return .rule(try rule(of: pointer, at: place)) }
            return try expression(try flattened(members, at: place), at: place)
        default: throw invalid("schema", place, "an object, true or false")
        }
    }

    /// A schema whose references and `allOf` have been merged into it.
    private mutating func expression(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        for keyword in ["anyOf", "oneOf"] {
            guard let branches = members[keyword] else { continue }
            guard let branches = branches.array, !branches.isEmpty else { throw invalid(keyword, place, "an array of schemas") }
            return try choice(of: branches, with: members.without(keyword), keyword: keyword, at: place)
        }
        if let value = members["const"] { return try literals([value], members, "const", at: place) }
        if let values = members["enum"] {
            guard let values = values.array, !values.isEmpty else { throw invalid("enum", place, "an array of values") }
            return try literals(values, members, "enum", at: place)
        }
        guard let types = try members.types(at: place) else { return try anyValue() }
        var branches: [Expression] = []
        for type in types { branches.append(try expression(of: type, members, at: place)) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func expression(of type: SchemaMembers.Kind, _ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        switch type {
        case .null: .text("null")
        case .boolean: .choice([.text("true"), .text("false")])
        case .string: try string(members, at: place)
        case .integer: try integer(members, at: place)
        case .number: try number(members, at: place)
        case .array: try array(members, at: place)
        case .object: try object(members, at: place)
        }
    }

    private mutating func choice(
        of branches: [JSONValue], with siblings: SchemaMembers, keyword: String, at place: Place
    ) throws(GrammarError) -> Expression {
        var expressions: [Expression] = []
        for (index, branch) in branches.enumerated() {
            let inside = place.inside(keyword).inside("\(index)")
            if siblings.isEmpty {
                expressions.append(try expression(branch, at: inside))
            } else {
                let merged = try merge(siblings, try flattened(try SchemaMembers(branch, at: inside), at: inside), at: inside)
                expressions.append(try expression(merged, at: inside))
            }
        }
        return .choice(expressions)
    }

    private func literals(_ values: [JSONValue], _ members: SchemaMembers, _ keyword: String, at place: Place) throws(GrammarError) -> Expression {
        let others = members.names.filter { $0 != keyword && $0 != "type" }
        if let other = others.first { throw unsupported(other, place, "Beside '\(keyword)' only 'type' may stand; list the values that fit.") }
        let types = try members.types(at: place)
        let fitting = values.filter { value in types?.contains { $0.holds(value) } ?? true }
        guard !fitting.isEmpty else { throw .nothingFits(place: "\(place.path)/\(keyword): no value has the type") }
        return .choice(fitting.map { .text($0.description) })
    }

    // MARK: - References

    /// Resolves what the schema refers to, and merges what must all hold.
    mutating func flattened(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> SchemaMembers {
        guard place.depth <= GrammarLimits.nesting else { throw .tooLarge(what: "references after each other", limit: GrammarLimits.nesting) }
        try spend(1 + members.names.count)
        var result = members
        if let reference = members["$ref"] {
            guard let pointer = reference.string else { throw invalid("$ref", place, "a text such as '#/$defs/name'") }
            let inside = place.inside("$ref")
            let referred = try flattened(try SchemaMembers(try target(of: pointer, at: place), at: inside), at: inside)
            result = try merge(result.without("$ref"), referred, at: place)
        }
        if let parts = members["allOf"] {
            guard let parts = parts.array, !parts.isEmpty else { throw invalid("allOf", place, "an array of schemas") }
            result = result.without("allOf")
            for (index, part) in parts.enumerated() {
                let inside = place.inside("allOf").inside("\(index)")
                result = try merge(result, try flattened(try SchemaMembers(part, at: inside), at: inside), at: place)
            }
        }
        return result
    }

    mutating func merge(_ first: SchemaMembers, _ second: SchemaMembers, at place: Place) throws(GrammarError) -> SchemaMembers {
        try spend(first.weight + second.weight)
        return try first.merged(with: second, at: place)
    }

    mutating func spend(_ amount: Int) throws(GrammarError) {
        effort += amount
        guard effort <= Self.largestEffort else { throw .tooLarge(what: "schemas after all references and combinations", limit: Self.largestEffort) }
    }

    private mutating func rule(of pointer: String, at place: Place) throws(GrammarError) -> Int {
        if let rule = references[pointer] { return rule }
        _ = try target(of: pointer, at: place)
        let rule = try rules.reserve(pointer)
        references[pointer] = rule
        waiting.append((pointer, rule))
        return rule
    }

    /// What a JSON pointer (RFC 6901) into the document leads to.
    private func target(of pointer: String, at place: Place) throws(GrammarError) -> JSONValue {
        let missing = GrammarError.unknownReference(path: place.path, reference: pointer)
        guard pointer == "#" || pointer.hasPrefix("#/") else { throw missing }
        var value = document
        for step in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let name = String(step).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = value[name] ?? Int(name).flatMap({ value[$0] }) else { throw missing }
            value = next
        }
        return value
    }

    // MARK: - Any value

    /// Any JSON value, nested as deep as the stack allows.
    mutating func anyValue() throws(GrammarError) -> Expression {
        if let rule = anyValueRule { return .rule(rule) }
        let rule = try rules.reserve("any value")
        anyValueRule = rule
        let value = Expression.rule(rule)
        rules.define(
            rule,
            as: .choice([
                objectOf(value), arrayOf(value), JSONGrammar.string, NumberGrammar.number, .text("true"), .text("false"), .text("null"),
            ]))
        return value
    }

    /// Objects with any keys, whose values are all `value`.
    func objectOf(_ value: Expression) -> Expression {
        list("{", .sequence([JSONGrammar.string, JSONGrammar.colon, value]), "}", minimum: 0, maximum: nil)
    }

    func arrayOf(_ value: Expression) -> Expression {
        list("[", value, "]", minimum: 0, maximum: nil)
    }

    /// `minimum` to `maximum` elements with commas between, in brackets.
    func list(_ opening: String, _ element: Expression, _ closing: String, minimum: Int, maximum: Int?) -> Expression {
        let empty = Expression.text(opening + closing)
        if maximum == 0 { return empty }
        let rest = Expression.repeated(
            .sequence([JSONGrammar.comma, element]), minimum: max(0, minimum - 1), maximum: maximum.map { $0 - 1 })
        let filled = Expression.sequence([.text(opening), JSONGrammar.space, element, rest, JSONGrammar.space, .text(closing)])
        return minimum == 0 ? .choice([empty, filled]) : filled
    }
}
