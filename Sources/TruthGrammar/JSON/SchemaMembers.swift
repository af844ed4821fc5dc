import TruthCheckpoints

/// The keywords of one schema that say something about what fits; titles and descriptions are left out.
struct SchemaMembers {
    /// The types of JSON Schema.
    enum Kind: String, CaseIterable {
        case null, boolean, string, integer, number, array, object

        /// Whether a value is of this type.
        func holds(_ value: JSONValue) -> Bool {
            switch self {
            case .null: value.isNull
            case .boolean: value.bool != nil
            case .string: value.string != nil
            case .integer: value.integer != nil
            case .number: value.number != nil
            case .array: value.array != nil
            case .object: value.object != nil
            }
        }
    }

    private var members: [(key: String, value: JSONValue)]

    private static let annotations: Set<String> = [
        "title", "description", "default", "examples", "example", "$comment", "$schema", "$id", "$defs", "definitions", "deprecated", "readOnly",
        "writeOnly", "discriminator", "contentEncoding", "contentMediaType",
    ]
    private static let general: Set<String> = ["type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"]
    /// Which types each keyword speaks of.
    private static let keywords: [String: Set<Kind>] = {
        let kinds: [(Set<Kind>, [String])] = [
            ([.object], ["properties", "required", "additionalProperties"]), ([.array], ["items", "prefixItems", "minItems", "maxItems"]),
            ([.string], ["minLength", "maxLength", "pattern", "format"]),
            ([.integer, .number], ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        ]
        return Dictionary(uniqueKeysWithValues: kinds.flatMap { kinds, names in names.map { ($0, kinds) } })
    }()
    /// Keywords that can't be promised; what to do instead.
    private static let refused: [String: String] = [
        "not": "Describe what may come, with anyOf.", "if": "Use anyOf with one schema for each case.", "then": "Use anyOf.", "else": "Use anyOf.",
        "patternProperties": "Use additionalProperties.", "propertyNames": "Use additionalProperties.", "minProperties": "Use required.",
        "maxProperties": "Declare the properties.", "dependentRequired": "Use anyOf.", "dependentSchemas": "Use anyOf.", "uniqueItems": "Leave it out, and check it afterwards.",
        "contains": "Use prefixItems.", "multipleOf": "Use enum for a few values, or check it afterwards.", "$dynamicRef": "Use $ref.", "$anchor": "Use a path in $ref.",
    ]

    private init(members: [(key: String, value: JSONValue)]) {
        self.members = members
    }

    /// - Throws: ``GrammarError`` with the first keyword that isn't known.
    init(_ schema: JSONValue, at place: JSONSchemaCompiler.Place) throws(GrammarError) {
        switch schema {
        case .object(let object): try self.init(object, at: place)
        case .bool(true): self.init(members: [])
        default: throw .invalidKeyword(path: place.path, keyword: "schema", expected: "an object")
        }
    }

    init(_ object: JSONObject, at place: JSONSchemaCompiler.Place) throws(GrammarError) {
        members = []
        for (key, value) in object where !Self.annotations.contains(key) {
            if key == "uniqueItems", value == .bool(false) { continue }
            guard Self.keywords[key] != nil || Self.general.contains(key) else {
                let advice = Self.refused[key] ?? "Remove it, or write it another way; the documentation lists what is supported."
                throw .unsupportedKeyword(path: place.path, keyword: key, advice: advice)
            }
            members.append((key, value))
        }
    }

    subscript(keyword: String) -> JSONValue? { members.first { $0.key == keyword }?.value }
    var names: [String] { members.map(\.key) }
    var isEmpty: Bool { members.isEmpty }
    func without(_ keyword: String) -> SchemaMembers { SchemaMembers(members: members.filter { $0.key != keyword }) }
    /// How much work merging it is.
    var weight: Int { members.count + (self["properties"]?.object?.count ?? 0) + (self["required"]?.array?.count ?? 0) }

    /// The reference, if the schema is nothing else.
    var bareReference: String? { members.count == 1 ? self["$ref"]?.string : nil }

    /// The types that fit: as stated, or as the keywords suggest; `nil` for any.
    func types(at place: JSONSchemaCompiler.Place) throws(GrammarError) -> [Kind]? {
        guard let stated = self["type"] else {
            let suggested = Kind.allCases.filter { kind in
                kind != .integer && names.contains { Self.keywords[$0]?.contains(kind) ?? false }
            }
            return suggested.isEmpty ? nil : suggested
        }
        var kinds: [Kind] = []
        for name in stated.array ?? [stated] {
            guard let kind = name.string.flatMap(Kind.init) else {
                let known = Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw .invalidKeyword(path: place.path, keyword: "type", expected: "one of \(known), or an array of them")
            }
            if !kinds.contains(kind) { kinds.append(kind) }
        }
        guard !kinds.isEmpty else { throw .invalidKeyword(path: place.path, keyword: "type", expected: "a type") }
        return kinds
    }

    // MARK: - Merging

    /// A schema for what fits both.
    func merged(with other: SchemaMembers, at place: JSONSchemaCompiler.Place) throws(GrammarError) -> SchemaMembers {
        try refuseClosedParts(other, at: place)
        var result = members
        for (key, value) in other.members {
            guard let index = result.firstIndex(where: { $0.key == key }) else {
                result.append((key, value))
                continue
            }
            result[index].value = try Self.merged(key, result[index].value, value, at: place)
        }
        return SchemaMembers(members: result)
    }

    /// Whether one part forbids members that only the other has.
    private func refuseClosedParts(_ other: SchemaMembers, at place: JSONSchemaCompiler.Place) throws(GrammarError) {
        for (closed, open) in [(self, other), (other, self)] {
            guard let rest = closed["additionalProperties"], rest != .bool(true) else { continue }
            let declared = closed["properties"]?.object?.keys ?? []
            let beyond = open["properties"]?.object?.keys.first { !declared.contains($0) }
            if let beyond {
                throw .unsupportedKeyword(
                    path: place.path, keyword: "additionalProperties", advice: "It speaks of '\(beyond)', which another part declares. Declare all members in one schema.")
            }
        }
    }

    private static func merged(
        _ key: String, _ first: JSONValue, _ second: JSONValue, at place: JSONSchemaCompiler.Place
    ) throws(GrammarError) -> JSONValue {
        if first == second { return first }
        switch (key, first, second) {
        case ("required", .array(let names), .array(let others)): return .array(names + others.filter { !names.contains($0) })
        case ("properties", .object(let properties), .object(let others)):
            var members: [(key: String, value: JSONValue)] = []
            for (name, value) in properties { members.append((name, others[name].map { both(value, $0) } ?? value)) }
            for (name, value) in others where properties[name] == nil { members.append((name, value)) }
            return .object(JSONObject(members))
        case ("type", _, _):
            let kinds = (first.array ?? [first]).filter { (second.array ?? [second]).contains($0) }
            guard !kinds.isEmpty else { throw .nothingFits(place: "\(place.path): its parts ask for different types") }
            return kinds.count == 1 ? kinds[0] : .array(kinds)
        default:
            throw .unsupportedKeyword(path: place.path, keyword: key, advice: "Several parts say different things with it. Say it in one place.")
        }
    }

    private static func both(_ first: JSONValue, _ second: JSONValue) -> JSONValue {
        .object(JSONObject([(key: "allOf", value: .array([first, second]))]))
    }
}
