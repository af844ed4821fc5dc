/// A value of a JSON document (RFC 8259), such as `config.json` or `tokenizer.json`.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits in an `Int`.
    case integer(Int)
    /// Any other number.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The deepest nesting of arrays and objects that ``parse(_:file:)-(Span<UInt8>,_)`` accepts.
    public static let nestingLimit = 128

    /// The value of a whole JSON document.
    ///
    /// Strict: UTF-8 without a byte order mark, no comments, no trailing commas, no `NaN`, no lone surrogates. A key that
    /// comes twice in an object is an error, since readers disagree on which of the two counts.
    ///
    /// - Parameters:
    ///   - bytes: The document.
    ///   - file: Its name, for the error.
    public static func parse(_ bytes: Span<UInt8>, file: String) throws(JSONError) -> JSONValue {
        var parser = JSONParser(file: file)
        return try parser.document(bytes)
    }

    /// The value of a whole JSON document, as ``parse(_:file:)-(Span<UInt8>,_)``.
    public static func parse(_ bytes: [UInt8], file: String) throws(JSONError) -> JSONValue {
        try parse(bytes.span, file: file)
    }

    /// The value of a whole JSON document, as ``parse(_:file:)-(Span<UInt8>,_)``.
    public static func parse(_ bytes: RawSpan, file: String) throws(JSONError) -> JSONValue {
        try parse(Span<UInt8>(_bytes: bytes), file: file)
    }

    /// The member of an object; `nil` if there is none, and if this is no object.
    public subscript(key: String) -> JSONValue? {
        if case .object(let object) = self { object[key] } else { nil }
    }

    /// The element of an array; `nil` outside its bounds, and if this is no array.
    public subscript(index: Int) -> JSONValue? {
        if case .array(let array) = self, array.indices.contains(index) { array[index] } else { nil }
    }

    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The boolean, if this is one.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number, if this is one without a fraction: `2`, and also `2.0` and `2e3`.
    public var integer: Int? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, if this is one.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// The text, if this is a string.
    public var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, if this is an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, if this is an object.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// What kind of value this is, with its article, for error messages: `a string`.
    public var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .integer, .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
