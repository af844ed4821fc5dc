import TruthCheckpoints

extension JSONSchemaCompiler {
    /// Arrays: the elements of `prefixItems`, then those of `items`.
    mutating func array(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        let minimum = try count("minItems", members, at: place) ?? 0
        let maximum = try count("maxItems", members, at: place)
        guard maximum ?? minimum >= minimum else { throw .nothingFits(place: "\(place.path): maxItems is less than minItems") }
        let beginning = try beginning(members, at: place)
        // Elements beyond a stated beginning come only if they are described, or must be there.
        let isOpen = members["items"] != nil || beginning.isEmpty || minimum > beginning.count
        let rest = isOpen && members["items"] != .bool(false) ? try items(members, at: place) : nil
        guard rest != nil || minimum <= beginning.count else { throw .nothingFits(place: "\(place.path): minItems asks for more than may come") }
        guard !beginning.isEmpty else {
            guard let rest else { return .text("[]") }
            return list("[", rest, "]", minimum: minimum, maximum: maximum)
        }
        return try tuple(beginning, rest, minimum: minimum, maximum: maximum ?? Int.max)
    }

    private mutating func beginning(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> [Expression] {
        // Before 2020 the name was `items`.
        let name = members["items"]?.array == nil ? "prefixItems" : "items"
        guard let schemas = members[name] else { return [] }
        guard let schemas = schemas.array else { throw invalid(name, place, "an array of schemas") }
        var elements: [Expression] = []
        for (index, schema) in schemas.enumerated() {
            elements.append(try rules.add("element", try expression(schema, at: place.inside(name).inside("\(index)"))))
        }
        return elements
    }

    private mutating func items(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        guard let schema = members["items"], schema.array == nil else { return try anyValue() }
        return try rules.add("items", try expression(schema, at: place.inside("items")))
    }

    /// A beginning of several elements, which may stop early, and more of the same.
    private mutating func tuple(
        _ beginning: [Expression], _ rest: Expression?, minimum: Int, maximum: Int
    ) throws(GrammarError) -> Expression {
        let end = Expression.sequence([JSONGrammar.space, .text("]")])
        var tail = end
        if let rest, maximum > beginning.count {
            let more = Expression.sequence([JSONGrammar.comma, rest])
            let largest = maximum == Int.max ? nil : maximum - beginning.count
            tail = .sequence([.repeated(more, minimum: max(0, minimum - beginning.count), maximum: largest), end])
        }
        for index in beginning.indices.reversed() {
            if index >= maximum {
                tail = index == 0 ? .text("]") : end
                continue
            }
            let next = Expression.sequence([index == 0 ? JSONGrammar.space : JSONGrammar.comma, beginning[index], tail])
            let stop = index == 0 ? Expression.text("]") : end
            tail = try rules.add("elements", index < minimum ? next : .choice([stop, next]))
        }
        return .sequence([.text("["), tail])
    }

    /// A keyword that counts.
    func count(_ keyword: String, _ members: SchemaMembers, at place: Place) throws(GrammarError) -> Int? {
        guard let value = members[keyword] else { return nil }
        guard let count = value.integer, (0...Int(Int32.max)).contains(count) else { throw invalid(keyword, place, "a whole number from 0 to \(Int32.max)") }
        return count
    }
}
