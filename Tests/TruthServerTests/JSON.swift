import TruthCheckpoints

/// A JSON value that can be asked for members it doesn't have: they are `null`.
enum JSON: Hashable {
    case null
    case boolean(Bool)
    case integer(Int)
    case decimal(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .bool(let boolean): .boolean(boolean)
            case .integer(let integer): .integer(integer)
            case .number(let number): .decimal(number)
            case .string(let string): .string(string)
            case .array(let elements): .array(elements.map { JSON($0) })
            case .object(let members): .object(Dictionary(uniqueKeysWithValues: members.map { ($0.key, JSON($0.value)) }))
            }
    }

    subscript(_ name: String) -> JSON {
        guard case .object(let members) = self else { return .null }
        return members[name] ?? .null
    }

    subscript(_ index: Int) -> JSON {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return .null }
        return elements[index]
    }

    func has(_ name: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members[name] != nil
    }

    var string: String? {
        guard case .string(let string) = self else { return nil }
        return string
    }

    var integer: Int? {
        guard case .integer(let integer) = self else { return nil }
        return integer
    }

    var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .decimal(let decimal): decimal
        default: nil
        }
    }

    var count: Int {
        switch self {
        case .array(let elements): elements.count
        case .object(let members): members.count
        default: 0
        }
    }
}
