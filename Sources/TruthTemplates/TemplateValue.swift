import TruthCheckpoints

/// A value in a running template, as Python would have it.
enum TemplateValue {
    /// What a name or member that isn't there gives: nothing when written, an error when looked into.
    case undefined(String)
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(TemplateText)
    case list(TemplateList)
    case dictionary(TemplateDictionary)
    case namespace(Namespace)
    case macro(Macro)
    case function(TemplateFunction)
    /// The `loop` of a `for`.
    case loop(TemplateList, index: Int)

    /// A holder of variables that loops may set.
    final class Namespace {
        var members: TemplateDictionary
        init(_ members: TemplateDictionary) { self.members = members }
    }

    /// A macro and the variables around it.
    final class Macro {
        let definition: MacroDefinition
        let scope: Scope
        init(_ definition: MacroDefinition, _ scope: Scope) {
            self.definition = definition
            self.scope = scope
        }
    }

    /// The value of `json`; all of its texts are data.
    init(_ json: JSONValue) {
        self = switch json {
        case .null: .none
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(TemplateText(value, isData: true))
        case .array(let values): .list(TemplateList(values.map { TemplateValue($0) }))
        case .object(let members):
            .dictionary(TemplateDictionary(members.map { (TemplateText($0.key, isData: true), TemplateValue($0.value)) }))
        }
    }

    /// Whether a condition takes it for true.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .number(let value): value != 0
        case .string(let value): value.count > 0
        case .list(let list): !list.elements.isEmpty
        case .dictionary(let members): members.count > 0
        case .namespace, .macro, .function, .loop: true
        }
    }

    /// What kind of value this is, for error messages.
    var kind: String {
        switch self {
        case .undefined(let name): "'\(name)', which is undefined"
        case .none: "none"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .list: "a list"
        case .dictionary: "a dictionary"
        case .namespace: "a namespace"
        case .macro: "a macro"
        case .function: "a function"
        case .loop: "the loop"
        }
    }

    /// The number; `true` and `false` are 1 and 0, as in Python.
    var double: Double? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The whole number; `true` and `false` are 1 and 0, as in Python.
    var integer: Int? {
        switch self {
        case .bool(let value): value ? 1 : 0
        case .integer(let value): value
        default: nil
        }
    }

    /// How deep the value goes and how much it holds.
    var size: ValueSize {
        switch self {
        case .list(let list): list.size
        case .dictionary(let members): members.size
        case .string(let text): ValueSize(depth: 0, weight: text.count)
        default: ValueSize(depth: 0, weight: 1)
        }
    }

    static func list(_ elements: [TemplateValue]) -> TemplateValue { .list(TemplateList(elements)) }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }
}

extension TemplateValue: Equatable {
    static func == (left: TemplateValue, right: TemplateValue) -> Bool {
        switch (left, right) {
        case (.none, .none), (.undefined, .undefined): true
        case (.string(let left), .string(let right)): left == right
        case (.list(let left), .list(let right)): left.elements == right.elements
        case (.dictionary(let left), .dictionary(let right)): left == right
        case (.namespace(let left), .namespace(let right)): left === right
        default:
            if let left = left.integer, let right = right.integer {
                left == right
            } else if let left = left.double, let right = right.double {
                left == right
            } else {
                false
            }
        }
    }
}
