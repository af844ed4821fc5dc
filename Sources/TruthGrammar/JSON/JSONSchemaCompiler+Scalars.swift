import TruthCheckpoints

extension JSONSchemaCompiler {
    /// Strings: of a length, of a format, or matching a pattern.
    func string(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        let stated = ["pattern", "format"].filter { members[$0] != nil }
        let lengths = ["minLength", "maxLength"].filter { members[$0] != nil }
        guard let keyword = stated.first else { return try string(lengthIn: members, at: place) }
        if let other = (stated.dropFirst() + lengths).first {
            throw unsupported(other, place, "It can't stand beside '\(keyword)'; write the length into a pattern, such as '^[a-z]{2,10}$'.")
        }
        guard let text = members[keyword]?.string else { throw invalid(keyword, place, "a text") }
        return keyword == "pattern" ? try string(matching: text, at: place) : try string(ofFormat: text, at: place)
    }

    private func string(lengthIn members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        let minimum = try count("minLength", members, at: place) ?? 0
        let maximum = try count("maxLength", members, at: place)
        guard maximum ?? minimum >= minimum else { throw .nothingFits(place: "\(place.path): maxLength is less than minLength") }
        return JSONGrammar.string(.repeated(JSONGrammar.character, minimum: minimum, maximum: maximum))
    }

    private func string(matching pattern: String, at place: Place) throws(GrammarError) -> Expression {
        do {
            return JSONGrammar.string(JSONGrammar.escaped(try RegularExpression.search(pattern)))
        } catch {
            throw invalid("pattern", place, "a regular expression that can be read. \(error)")
        }
    }

    private func string(ofFormat name: String, at place: Place) throws(GrammarError) -> Expression {
        guard let content = try StringFormats.expression(name) else {
            throw unsupported("format", place, "'\(name)' isn't known; there are \(StringFormats.names.joined(separator: ", ")).")
        }
        return JSONGrammar.string(JSONGrammar.escaped(content))
    }

    /// Whole numbers, between bounds where there are any.
    func integer(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        let low = try integer("minimum", members, at: place), above = try integer("exclusiveMinimum", members, at: place)
        let high = try integer("maximum", members, at: place), below = try integer("exclusiveMaximum", members, at: place)
        guard low ?? above ?? high ?? below != nil else { return NumberGrammar.integer }
        let first = [low, above.map { $0 + 1 }].compactMap { $0 }.max() ?? -Self.largestInteger
        let last = [high, below.map { $0 - 1 }].compactMap { $0 }.min() ?? Self.largestInteger
        guard first <= last else { throw .nothingFits(place: "\(place.path): its bounds are the wrong way round") }
        return NumberGrammar.integers(first, last)
    }

    private static var largestInteger: Int { 999_999_999_999_999 }

    private func integer(_ keyword: String, _ members: SchemaMembers, at place: Place) throws(GrammarError) -> Int? {
        guard let value = members[keyword] else { return nil }
        guard let bound = value.integer, bound.magnitude <= Self.largestInteger.magnitude else {
            throw invalid(keyword, place, "a whole number of up to 15 digits")
        }
        return bound
    }

    /// Numbers, between bounds where there are any.
    func number(_ members: SchemaMembers, at place: Place) throws(GrammarError) -> Expression {
        let low = try bound("minimum", "exclusiveMinimum", members, at: place)
        let high = try bound("maximum", "exclusiveMaximum", members, at: place)
        return low == nil && high == nil ? NumberGrammar.number : NumberGrammar.numbers(low, high)
    }

    private func bound(_ inclusive: String, _ strict: String, _ members: SchemaMembers, at place: Place) throws(GrammarError) -> NumberGrammar.Bound? {
        if members[inclusive] != nil, members[strict] != nil { throw unsupported(strict, place, "It can't stand beside '\(inclusive)'; give one of them.") }
        let keyword = members[strict] == nil ? inclusive : strict
        guard let value = members[keyword] else { return nil }
        guard value.number != nil, let bound = NumberGrammar.Bound(value.description, isStrict: keyword == strict) else {
            throw invalid(keyword, place, "a number of up to 15 digits, written without an exponent")
        }
        return bound
    }
}
