import TruthCheckpoints

/// A place in a JSON document, with the path that leads to it: `model.merges[12]`.
struct JSONField {
    let file: String
    let path: String
    let value: JSONValue

    /// The member `key`; a missing one and `null` are `nil`.
    func optional(_ key: String) -> JSONField? {
        guard let value = value[key], !value.isNull else { return nil }
        return JSONField(file: file, path: path(of: key), value: value)
    }

    /// The member `key`, which must be there.
    func required(_ key: String) throws(TokenizerError) -> JSONField {
        guard let field = optional(key) else { throw .missingField(file: file, field: path(of: key)) }
        return field
    }

    func string() throws(TokenizerError) -> String {
        guard let string = value.string else { throw wrongType("a string") }
        return string
    }

    func integer() throws(TokenizerError) -> Int {
        guard let integer = value.integer else { throw wrongType("a whole number") }
        return integer
    }

    func bool() throws(TokenizerError) -> Bool {
        guard let bool = value.bool else { throw wrongType("true or false") }
        return bool
    }

    func object() throws(TokenizerError) -> JSONObject {
        guard let object = value.object else { throw wrongType("an object") }
        return object
    }

    func array() throws(TokenizerError) -> [JSONValue] {
        guard let array = value.array else { throw wrongType("an array") }
        return array
    }

    func elements() throws(TokenizerError) -> [JSONField] {
        try array().enumerated().map { JSONField(file: file, path: "\(path)[\($0)]", value: $1) }
    }

    /// The boolean at `key`, or `standard` where there is none.
    func bool(_ key: String, or standard: Bool) throws(TokenizerError) -> Bool {
        try optional(key)?.bool() ?? standard
    }

    /// Refuses members that this program doesn't know.
    func allowOnly(_ keys: [String]) throws(TokenizerError) {
        for key in try object().keys where !keys.contains(key) {
            throw .unsupported(
                file: file, field: path(of: key), value: "an unknown field", supported: keys.map { path(of: $0) })
        }
    }

    /// Refuses any value of the member `key` but `wanted`; a missing one counts as `missing`.
    func require(_ key: String, _ wanted: Bool, missing: Bool) throws(TokenizerError) {
        let found = try bool(key, or: missing)
        guard found == wanted else {
            throw .unsupported(file: file, field: path(of: key), value: "\(found)", supported: ["\(wanted)"])
        }
    }

    func unsupported(_ supported: [String]) -> TokenizerError {
        .unsupported(file: file, field: path, value: shown, supported: supported)
    }

    func invalid(_ problem: String) -> TokenizerError {
        .invalidValue(file: file, field: path, value: shown, problem: problem)
    }

    private func wrongType(_ expected: String) -> TokenizerError {
        .wrongType(file: file, field: path, expected: expected, found: value.kind)
    }

    private func path(of key: String) -> String {
        path.isEmpty ? key : "\(path).\(key)"
    }

    /// The value for an error message; long ones by their kind alone.
    private var shown: String {
        switch value {
        case .string(let text) where text.utf8.count <= 400: "'\(text)'"
        case .integer(let number): "\(number)"
        case .bool(let bool): "\(bool)"
        default: value.kind
        }
    }
}
