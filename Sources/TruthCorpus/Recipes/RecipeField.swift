import Foundation
internal import Yams

/// One setting of a recipe: where it stands in the file, what it means, how it is read and written.
public struct RecipeField<Owner> {
    public let section: String
    public let name: String
    public let explanation: String
    /// The value in a recipe, as YAML.
    let written: (Owner) -> String
    /// Puts a value of the file into a recipe.
    ///
    /// - Throws: `RecipeError.wrongValue`.
    let read: (Node, inout Owner) throws -> Void

    public var path: String { "\(section).\(name)" }

    public static func flag(_ section: String, _ name: String, _ field: WritableKeyPath<Owner, Bool>, _ explanation: String) -> RecipeField {
        make(section, name, field, explanation, expected: "true or false", written: { $0 ? "true" : "false" }, read: \.bool)
    }

    public static func count(
        _ section: String, _ name: String, _ field: WritableKeyPath<Owner, Int>, atLeast least: Int = 0, atMost most: Int = .max, _ explanation: String
    ) -> RecipeField {
        let expected = "a whole number of at least \(least)" + (most < .max ? " and at most \(most)" : "")
        return make(section, name, field, explanation, expected: expected, written: { "\($0)" }) { node in
            node.int.flatMap { $0 >= least && $0 <= most ? $0 : nil }
        }
    }

    public static func number(
        _ section: String, _ name: String, _ field: WritableKeyPath<Owner, Double>, above least: Double? = nil, atMost most: Double = .infinity,
        _ explanation: String
    ) -> RecipeField {
        let expected = (least.map { "a number above \($0)" } ?? "a number of at least 0") + (most < .infinity ? " and at most \(most)" : "")
        return make(section, name, field, explanation, expected: expected, written: { "\($0)" }) { node in
            nonNegative(node).flatMap { $0 > least ?? -1 && $0 <= most ? $0 : nil }
        }
    }

    /// A list of exactly `count` shares.
    public static func shares(
        _ section: String, _ name: String, _ field: WritableKeyPath<Owner, [Double]>, count length: Int, _ explanation: String
    ) -> RecipeField {
        return make(
            section, name, field, explanation, expected: "a list of \(length) numbers of at least 0",
            written: { "[" + $0.map { "\($0)" }.joined(separator: ", ") + "]" }
        ) { node in
            let numbers = node.sequence.map { $0.compactMap(nonNegative) }
            return numbers?.count == length && node.sequence?.count == length ? numbers : nil
        }
    }

    public static func texts(_ section: String, _ name: String, _ field: WritableKeyPath<Owner, [String]>, _ explanation: String) -> RecipeField {
        make(section, name, field, explanation, expected: "a list of texts", written: list) { node in
            guard let sequence = node.sequence else { return nil }
            let texts = sequence.compactMap { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
            return texts.count == sequence.count ? texts : nil
        }
    }

    /// A text that may be empty.
    public static func optionalText(_ section: String, _ name: String, _ field: WritableKeyPath<Owner, String>, _ explanation: String) -> RecipeField {
        make(section, name, field, explanation, expected: "a text", written: { $0.isEmpty ? "\"\"" : quoted($0) }, read: \.string)
    }

    public static func text(_ section: String, _ name: String, _ field: WritableKeyPath<Owner, String>, _ explanation: String) -> RecipeField {
        make(section, name, field, explanation, expected: "a text", written: { $0 }) { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
    }

    public static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ section: String, _ name: String, _ field: WritableKeyPath<Owner, Choice>, _ explanation: String
    ) -> RecipeField {
        let names = Choice.allCases.map(\.rawValue).joined(separator: " or ")
        return make(section, name, field, explanation, expected: names, written: \.rawValue) { $0.string.flatMap(Choice.init) }
    }

    private static func make<Value>(
        _ section: String, _ name: String, _ field: WritableKeyPath<Owner, Value>, _ explanation: String, expected: String,
        written: @escaping (Value) -> String, read: @escaping (Node) -> Value?
    ) -> RecipeField {
        RecipeField(
            section: section, name: name, explanation: explanation, written: { written($0[keyPath: field]) },
            read: { node, recipe in
                guard let value = read(node) else {
                    let found = node.string ?? (node.sequence == nil ? "a group of settings" : "a list")
                    throw RecipeError.wrongValue(setting: "\(section).\(name)", found: found, expected: expected)
                }
                recipe[keyPath: field] = value
            })
    }

    private static func nonNegative(_ node: Node) -> Double? {
        node.float.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }

    private static func list(_ texts: [String]) -> String { "[" + texts.map(quoted).joined(separator: ", ") + "]" }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }
}
