extension MetadataValue {
    /// The value with arrays cut to their first `count` elements.
    func shortened(to count: Int) -> MetadataValue {
        switch self {
        case .bool, .integer, .unsigned, .float, .string: self
        case .bools(let values): .bools(Array(values.prefix(count)))
        case .integers(let values): .integers(Array(values.prefix(count)))
        case .floats(let values): .floats(Array(values.prefix(count)))
        case .doubles(let values): .doubles(Array(values.prefix(count)))
        case .strings(let values): .strings(Array(values.prefix(count)))
        case .arrays(let values): .arrays(values.prefix(count).map { $0.shortened(to: count) })
        }
    }

    /// The value in one line for people: texts in quotes and cut to `characterCount`, of an array the count and the first elements.
    func line(characterCount: Int) -> String {
        shortened(to: Inspection.shownElementCount).line(characterCount: characterCount, totalCount: count ?? 0)
    }

    func line(characterCount: Int, totalCount: Int) -> String {
        func quote(_ text: String) -> String { "\"" + text.shortened(to: characterCount) + "\"" }
        func list(_ elements: [String], _ kind: String) -> String {
            "\(totalCount) \(kind): [" + elements.joined(separator: ", ") + (elements.count < totalCount ? ", …]" : "]")
        }
        return switch self {
        case .bool(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .unsigned(let value): "\(value)"
        // Most numbers are 32 bits wide in the file, and their shortest digits are those of a Float.
        case .float(let value): Double(Float(value)) == value ? "\(Float(value))" : "\(value)"
        case .string(let value): quote(value)
        case .bools(let values): list(values.map { "\($0)" }, "booleans")
        case .integers(let values): list(values.map { "\($0)" }, "integers")
        case .floats(let values): list(values.map { "\($0)" }, "numbers")
        case .doubles(let values): list(values.map { "\($0)" }, "numbers")
        case .strings(let values): list(values.map { quote($0) }, "strings")
        case .arrays(let values): list(values.map { $0.line(characterCount: characterCount) }, "arrays")
        }
    }
}
