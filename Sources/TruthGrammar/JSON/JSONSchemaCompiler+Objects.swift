import TruthCheckpoints

extension JSONSchemaCompiler {
    /// A member of an object: its key's text, its value, and whether it must be there.
    private struct Member {
        var name: String
        var value: Expression
        var isRequired: Bool
    }

    /// The longest name of a member, in bytes.
    private static let longestName = 256

    /// Objects: the declared members in their order, then others where allowed.
    mutating func object(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        let required = try requiredNames(members, at: place)
        let rest = try otherMembers(members, at: place)
        guard members["properties"] != nil || !required.isEmpty || members["additionalProperties"] != nil else { return objectOf(try anyValue()) }
        let declared = try declaredMembers(members, required: required, others: rest, at: place)
        let others = rest.map { Expression.sequence([JSONGrammar.key(otherThan: declared.map(\.name)), JSONGrammar.colon, $0]) }
        return .sequence([.text("{"), try tail(of: declared, others: others)])
    }

    /// What follows each place between members, built from the end: a rule for the place after another member, one for the first.
    private mutating func tail(of declared: [Member], others: Expression?) throws(GrammarError) -> Expression {
        var first = Expression.text("}")
        var later = Expression.sequence([JSONGrammar.space, .text("}")])
        if let others {
            let more = Expression.repeated(.sequence([JSONGrammar.comma, others]), minimum: 0, maximum: nil)
            first = try rules.add("members", .choice([first, .sequence([JSONGrammar.space, others, more, later])]))
            later = try rules.add("members", .sequence([more, later]))
        }
        for member in declared.reversed() {
            let pair = try rules.add(member.name, .sequence([.text("\(JSONValue.string(member.name))"), JSONGrammar.colon, member.value]))
            let asFirst = Expression.sequence([JSONGrammar.space, pair, later])
            let asLater = Expression.sequence([JSONGrammar.comma, pair, later])
            first = try rules.add("members", member.isRequired ? asFirst : .choice([asFirst, first]))
            later = try rules.add("members", member.isRequired ? asLater : .choice([asLater, later]))
        }
        return first
    }

    private func requiredNames(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> [String] {
        guard let required = members["required"] else { return [] }
        let names = (required.array ?? []).compactMap(\.string)
        guard let count = required.array?.count, names.count == count else { throw invalid("required", place, "an array of names") }
        return names
    }

    /// The schema of members that aren't declared; `nil` where there are none.
    private mutating func otherMembers(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression? {
        guard let others = members["additionalProperties"], others != .bool(false) else { return nil }
        let value = try expression(others, at: place.inside("additionalProperties"))
        return try rules.add("additionalProperties", value)
    }

    private mutating func declaredMembers(
        _ members: SchemaMembers, required: [String], others: Expression?, at place: Place
    ) throws(GrammarError) -> [Member] {
        guard let properties = (members["properties"] ?? .object(JSONObject())).object else {
            throw invalid("properties", place, "an object of schemas")
        }
        let isRequired = Set(required)
        var declared: [Member] = []
        for (name, schema) in properties {
            let value = try expression(schema, at: place.inside("properties").inside(name))
            declared.append(Member(name: name, value: value, isRequired: isRequired.contains(name)))
        }
        for name in required where properties[name] == nil && !declared.contains(where: { $0.name == name }) {
            guard members["additionalProperties"] != .bool(false) else {
                throw .nothingFits(place: "\(place.path): '\(name)' is required, but neither declared nor allowed")
            }
            let value = if let others { others } else { try anyValue() }
            declared.append(Member(name: name, value: value, isRequired: true))
        }
        if declared.contains(where: { $0.name.utf8.count > Self.longestName }) {
            throw .tooLarge(what: "bytes of a member's name", limit: Self.longestName)
        }
        return declared
    }
}
