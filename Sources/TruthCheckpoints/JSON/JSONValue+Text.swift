extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON, which ``parse(_:file:)-(Span<UInt8>,_)`` reads back as the same value.
    public var description: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += "\(value)"
        // Swift writes the shortest digits that read back as the same number, in JSON's notation.
        case .number(let value): text += "\(value)"
        case .string(let value): Self.write(value, to: &text)
        case .array(let elements): Self.write(elements, between: "[", and: "]", to: &text) { $0.write(to: &$1) }
        case .object(let members):
            Self.write(members, between: "{", and: "}", to: &text) { member, text in
                Self.write(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
        }
    }

    private static func write<Elements: Collection>(
        _ elements: Elements, between opening: String, and closing: String, to text: inout String,
        _ element: (Elements.Element, inout String) -> Void
    ) {
        text += opening
        for (position, next) in elements.enumerated() {
            if position > 0 { text += "," }
            element(next, &text)
        }
        text += closing
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\0"..<" ": text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONValue: Encodable {
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Key.self)
            for (key, value) in members { try container.encode(value, forKey: Key(stringValue: key)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null: try encodeSingle(encoder) { try $0.encodeNil() }
        case .bool(let value): try encodeSingle(encoder) { try $0.encode(value) }
        case .integer(let value): try encodeSingle(encoder) { try $0.encode(value) }
        case .number(let value): try encodeSingle(encoder) { try $0.encode(value) }
        case .string(let value): try encodeSingle(encoder) { try $0.encode(value) }
        }
    }

    private func encodeSingle(_ encoder: any Encoder, _ body: (inout any SingleValueEncodingContainer) throws -> Void) throws {
        var container = encoder.singleValueContainer()
        try body(&container)
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
