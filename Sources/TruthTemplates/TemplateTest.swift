/// The tests behind `is` that are known, by their names in Jinja.
enum TemplateTest: String, Sendable {
    case defined, undefined, none, string, number, integer, float, boolean, `true`, `false`, mapping, iterable, sequence, callable
    case odd, even, divisibleby, lower, upper, sameas, `in`
    case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
    /// What a condition takes for true; `select` without a test.
    case isTrue = ""

    init?(name: String) {
        switch name {
        case "eq", "equalto": self = .equal
        case "ne": self = .notEqual
        case "lt", "lessthan": self = .less
        case "le": self = .lessOrEqual
        case "gt", "greaterthan": self = .greater
        case "ge": self = .greaterOrEqual
        case "": return nil
        default: self.init(rawValue: name)
        }
    }
}

extension Renderer {
    func isTrue(_ test: TemplateTest, of value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> Bool {
        switch test {
        case .isTrue: return value.isTrue
        case .defined: return !value.isUndefined
        case .undefined: return value.isUndefined
        case .none: if case .none = value { return true } else { return false }
        case .string: if case .string = value { return true } else { return false }
        case .number: return value.double != nil
        case .integer: if case .integer = value { return true } else { return false }
        case .float: if case .number = value { return true } else { return false }
        case .boolean: if case .bool = value { return true } else { return false }
        case .true: if case .bool(true) = value { return true } else { return false }
        case .false: if case .bool(false) = value { return true } else { return false }
        case .mapping: if case .dictionary = value { return true } else { return false }
        case .iterable, .sequence:
            switch value {
            case .string, .list, .dictionary, .undefined: return true
            default: return false
            }
        case .callable:
            switch value {
            case .macro, .function: return true
            default: return false
            }
        case .odd, .even:
            guard let number = value.integer else { throw wrongUse("'\(test.rawValue)' needs a whole number, not \(value.kind)") }
            return (number % 2 == 0) == (test == .even)
        case .divisibleby:
            guard let number = value.integer, let divisor = try arguments.integer(0, "num"), divisor != 0 else {
                throw wrongUse("'divisibleby' needs whole numbers, and a divisor other than 0")
            }
            return number.isMultiple(of: divisor)
        case .lower, .upper: return try hasCase(test, text(of: value))
        case .sameas, .equal: return try areEqual(value, argument(test, arguments))
        case .notEqual: return try !areEqual(value, argument(test, arguments))
        case .in: return try contains(argument(test, arguments), value)
        case .less: return try holds(value, .less, argument(test, arguments))
        case .lessOrEqual: return try holds(value, .lessOrEqual, argument(test, arguments))
        case .greater: return try holds(value, .greater, argument(test, arguments))
        case .greaterOrEqual: return try holds(value, .greaterOrEqual, argument(test, arguments))
        }
    }

    private func argument(_ test: TemplateTest, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        guard let value = arguments.positional.first else { throw wrongUse("the test '\(test.rawValue)' needs a value to compare with") }
        return value
    }

    /// Whether all cased letters are small, or capitals, and there is one.
    private func hasCase(_ test: TemplateTest, _ text: TemplateText) -> Bool {
        let wanted = test == .lower ? text.lowercased() : text.uppercased()
        return text == wanted && text.uppercased() != text.lowercased()
    }
}
