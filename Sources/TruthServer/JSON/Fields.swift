import TruthCheckpoints

/// The members of a request's object, asked for by name and type; whatever was never asked for is refused.
///
/// A member that is `null` counts as absent: it says nothing that could be ignored.
package struct Fields {
    private let path: String
    private let members: [String: JSONValue]
    private var asked: Set<String> = []

    /// The members of `value`.
    ///
    /// - Parameter path: Where `value` stands in the request, such as `messages[0]`; empty for the whole body.
    /// - Throws: ``APIError`` when it isn't an object.
    package init(_ value: JSONValue, path: String = "") throws {
        guard let object = value.object else {
            throw APIError.wrongType(path.isEmpty ? nil : path, expected: "an object", found: value)
        }
        self.path = path
        // JSON compares names byte by byte, Swift by canonical equivalence: of two that Swift takes for one, neither is ours.
        members = Dictionary(object.filter { !$0.value.isNull }, uniquingKeysWith: { first, _ in first })
    }

    /// The full name of a member, as errors show it.
    func name(_ member: String) -> String {
        path.isEmpty ? member : "\(path).\(member)"
    }

    mutating func value(_ member: String) -> JSONValue? {
        asked.insert(member)
        return members[member]
    }

    mutating func string(_ member: String) throws -> String? {
        switch value(member) {
        case nil: nil
        case .string(let string): string
        case .some(let other): throw APIError.wrongType(name(member), expected: "a string", found: other)
        }
    }

    mutating func requiredString(_ member: String) throws -> String {
        guard let string = try string(member) else { throw APIError.missing(name(member)) }
        return string
    }

    mutating func boolean(_ member: String) throws -> Bool? {
        switch value(member) {
        case nil: nil
        case .bool(let boolean): boolean
        case .some(let other): throw APIError.wrongType(name(member), expected: "true or false", found: other)
        }
    }

    mutating func integer(_ member: String, in range: ClosedRange<Int> = Int.min...Int.max) throws -> Int? {
        guard let value = value(member) else { return nil }
        // Some clients write whole numbers as 5.0.
        guard let integer = value.integer else { throw APIError.wrongType(name(member), expected: "an integer", found: value) }
        guard range.contains(integer) else {
            throw APIError.outOfRange(name(member), expected: range.words, found: "\(integer)")
        }
        return integer
    }

    mutating func number(_ member: String, in range: ClosedRange<Double>) throws -> Double? {
        guard let value = value(member) else { return nil }
        guard let number = value.number else { throw APIError.wrongType(name(member), expected: "a number", found: value) }
        guard range.contains(number) else {
            throw APIError.outOfRange(name(member), expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(number)")
        }
        return number
    }

    mutating func array(_ member: String) throws -> [JSONValue]? {
        switch value(member) {
        case nil: nil
        case .array(let elements): elements
        case .some(let other): throw APIError.wrongType(name(member), expected: "an array", found: other)
        }
    }

    mutating func fields(_ member: String) throws -> Fields? {
        try value(member).map { try Fields($0, path: name(member)) }
    }

    /// Refuses `member` unless it has the one value that changes nothing.
    mutating func neutral(_ member: String, _ allowed: JSONValue...) throws {
        guard let value = value(member) else { return }
        let isNeutral = allowed.contains { $0 == value || ($0.number != nil && $0.number == value.number) }
        guard isNeutral else { throw APIError.unsupportedValue(name(member), allowed: allowed) }
    }

    /// Refuses the first member, in the order of the alphabet, that was never asked for.
    func refuseRest() throws {
        if let unknown = members.keys.filter({ !asked.contains($0) }).min() {
            throw APIError.unknown(name(unknown))
        }
    }
}

extension ClosedRange<Int> {
    fileprivate var words: String {
        switch (lowerBound, upperBound) {
        case (_, Int.max): "\(lowerBound) or more"
        default: "\(lowerBound) to \(upperBound)"
        }
    }
}
