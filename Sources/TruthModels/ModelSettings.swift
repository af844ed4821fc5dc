import Foundation
internal import TruthCheckpoints

/// The settings of a `config.json`, read with errors that name them.
struct ModelSettings {
    let path: String
    let values: JSONValue
    /// What comes before each name in errors, for settings inside settings.
    var prefix = ""

    /// The settings in a file of a model's folder; `nil` if there is no such file.
    static func file(_ name: String, in folder: String) throws -> ModelSettings? {
        let file = URL(fileURLWithPath: folder).appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        return ModelSettings(path: file.path, values: try JSONValue.parse(Array(Data(contentsOf: file)), file: file.path))
    }

    /// Settings inside the setting `name`; `nil` if it is absent or null.
    subscript(name: String) -> ModelSettings? {
        guard let inner = value(name) else { return nil }
        return ModelSettings(path: path, values: inner, prefix: prefix + name + ".")
    }

    func integer(_ name: String, _ range: ClosedRange<Int>) throws(ModelError) -> Int {
        try present(name, integer(ifPresent: name, range))
    }

    func integer(ifPresent name: String, _ range: ClosedRange<Int>) throws(ModelError) -> Int? {
        guard let found = value(name) else { return nil }
        guard let number = found.integer, range.contains(number) else {
            throw invalid(name, found, "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Whether the setting is there and not null.
    func has(_ name: String) -> Bool { value(name) != nil }

    func number(_ name: String) throws(ModelError) -> Double {
        try present(name, number(ifPresent: name))
    }

    func number(ifPresent name: String) throws(ModelError) -> Double? {
        guard let found = value(name) else { return nil }
        guard let number = found.number else { throw invalid(name, found, "a number") }
        return number
    }

    func string(_ name: String) throws(ModelError) -> String {
        try present(name, string(ifPresent: name))
    }

    func string(ifPresent name: String) throws(ModelError) -> String? {
        guard let found = value(name) else { return nil }
        guard let text = found.string else { throw invalid(name, found, "a string") }
        return text
    }

    /// One id or several, as `eos_token_id` may be.
    func ids(ifPresent name: String) throws(ModelError) -> [Int] {
        guard let found = value(name) else { return [] }
        let ids = (found.array ?? [found]).map(\.integer)
        guard !ids.contains(nil) else { throw invalid(name, found, "a token id, or an array of them") }
        return ids.compactMap { $0 }
    }

    func numbers(_ name: String) throws(ModelError) -> [Double] {
        let found = try present(name, value(name)), numbers = found.array?.map(\.number)
        guard let numbers, !numbers.contains(nil) else { throw invalid(name, found, "an array of numbers") }
        return numbers.compactMap { $0 }
    }

    func strings(ifPresent name: String) throws(ModelError) -> [String]? {
        guard let found = value(name) else { return nil }
        guard let strings = found.array?.map(\.string), !strings.contains(nil) else { throw invalid(name, found, "an array of strings") }
        return strings.compactMap { $0 }
    }

    func bool(ifPresent name: String) throws(ModelError) -> Bool? {
        guard let found = value(name) else { return nil }
        guard let bool = found.bool else { throw invalid(name, found, "true or false") }
        return bool
    }

    /// Refuses any value but the one that is built in; an absent setting has it.
    func require(_ name: String, _ supported: Bool) throws(ModelError) {
        guard let found = try bool(ifPresent: name), found != supported else { return }
        throw .unsupportedSetting(path: path, name: prefix + name, value: "\(found)", supported: "\(supported)")
    }

    /// Refuses any value but the one that is built in; an absent setting has it.
    func require(_ name: String, _ supported: String) throws(ModelError) {
        guard let found = try string(ifPresent: name), found != supported else { return }
        throw .unsupportedSetting(path: path, name: prefix + name, value: found, supported: supported)
    }

    private func value(_ name: String) -> JSONValue? {
        guard let found = values[name], !found.isNull else { return nil }
        return found
    }

    private func present<Value>(_ name: String, _ value: Value?) throws(ModelError) -> Value {
        guard let value else { throw .missingSetting(path: path, name: prefix + name) }
        return value
    }

    private func invalid(_ name: String, _ found: JSONValue, _ expected: String) -> ModelError {
        let value = found.integer.map(String.init) ?? found.number.map { "\($0)" } ?? found.string.map { "'\($0.prefix(80))'" } ?? found.kind
        return .invalidSetting(path: path, name: prefix + name, value: value, expected: expected)
    }
}
