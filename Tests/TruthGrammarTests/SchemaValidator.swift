import Foundation
import TruthCheckpoints

/// Whether a value fits a schema, read from the specification and independent of the compiler: plain recursion over the value.
struct SchemaValidator {
    let document: JSONValue

    /// Why the value doesn't fit; `nil` if it does.
    func complaint(_ value: JSONValue, _ schema: JSONValue, _ path: String = "$") -> String? {
        if case .bool(let fits) = schema { return fits ? nil : "\(path): nothing fits" }
        guard let schema = schema.object else { return "\(path): no schema" }
        for (keyword, argument) in schema {
            if let complaint = complaint(value, keyword, argument, schema, path) { return "\(complaint) (\(keyword))" }
        }
        return nil
    }

    private func complaint(_ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: JSONObject, _ path: String) -> String? {
        func require(_ holds: Bool) -> String? { holds ? nil : "\(path): \(value.description.prefix(80))" }
        let length = value.string?.unicodeScalars.count
        switch keyword {
        case "type": return require((argument.array ?? [argument]).contains { has(value, type: $0.string ?? "") })
        case "const": return require(value == argument)
        case "enum": return require(argument.array?.contains(value) ?? false)
        case "$ref":
            var target = document
            for step in argument.string!.split(separator: "/").dropFirst() { target = target[String(step)]! }
            return complaint(value, target, path)
        case "anyOf", "oneOf": return require(argument.array!.contains { complaint(value, $0, path) == nil })
        case "allOf": return argument.array!.lazy.compactMap { complaint(value, $0, path) }.first
        case "minLength": return require(length.map { $0 >= argument.integer! } ?? true)
        case "maxLength": return require(length.map { $0 <= argument.integer! } ?? true)
        case "pattern": return require(value.string.map { $0.range(of: argument.string!, options: .regularExpression) != nil } ?? true)
        case "minimum": return require(value.number.map { $0 >= argument.number! } ?? true)
        case "maximum": return require(value.number.map { $0 <= argument.number! } ?? true)
        case "exclusiveMinimum": return require(value.number.map { $0 > argument.number! } ?? true)
        case "exclusiveMaximum": return require(value.number.map { $0 < argument.number! } ?? true)
        case "minItems": return require(value.array.map { $0.count >= argument.integer! } ?? true)
        case "maxItems": return require(value.array.map { $0.count <= argument.integer! } ?? true)
        case "required": return require(value.object.map { object in argument.array!.allSatisfy { object[$0.string!] != nil } } ?? true)
        case "properties":
            return argument.object!.lazy.compactMap { name, schema in value[name].flatMap { complaint($0, schema, "\(path).\(name)") } }.first
        case "additionalProperties":
            let declared = schema["properties"]?.object?.keys ?? []
            return value.object?.lazy.filter { !declared.contains($0.key) }.compactMap { complaint($0.value, argument, "\(path).\($0.key)") }.first
        case "prefixItems":
            return zip(value.array ?? [], argument.array!).lazy.compactMap { complaint($0, $1, path + "[]") }.first
        case "items":
            return (value.array ?? []).dropFirst(schema["prefixItems"]?.array?.count ?? 0).lazy.compactMap { complaint($0, argument, path + "[]") }.first
        case "format": return require(value.string.map { fits($0, format: argument.string!) } ?? true)
        default: return nil
        }
    }

    private func has(_ value: JSONValue, type: String) -> Bool {
        switch type {
        case "null": value.isNull
        case "boolean": value.bool != nil
        case "string": value.string != nil
        case "integer": value.integer != nil
        case "number": value.number != nil
        case "array": value.array != nil
        case "object": value.object != nil
        default: false
        }
    }

    private func fits(_ text: String, format: String) -> Bool {
        switch format {
        case "date": (try? Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().parse(text)) != nil && text.utf8.count == 10
        case "date-time": (try? Date(text, strategy: .iso8601)) != nil || text.contains(".") || text.contains("+") || text.dropFirst(10).contains("-")
        case "uuid": UUID(uuidString: text) != nil
        case "email": text.split(separator: "@").count == 2
        case "ipv4": text.split(separator: ".").count == 4 && text.split(separator: ".").allSatisfy { UInt8($0) != nil }
        default: true
        }
    }
}
