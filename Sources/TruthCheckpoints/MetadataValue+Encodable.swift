extension MetadataValue: Encodable {
    /// Writes the bare value. JSON has no infinity and no NaN: those become the strings `inf`, `-inf` and `nan`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .unsigned(let value): try container.encode(value)
        case .float(let value): try container.encode(Number(value: value))
        case .string(let value): try container.encode(value)
        case .bools(let values): try container.encode(values)
        case .integers(let values): try container.encode(values)
        case .floats(let values): try container.encode(values.map { Number(value: $0) })
        case .doubles(let values): try container.encode(values.map { Number(value: $0) })
        case .strings(let values): try container.encode(values)
        case .arrays(let values): try container.encode(values)
        }
    }

    private struct Number<Value: BinaryFloatingPoint & Encodable & LosslessStringConvertible>: Encodable {
        let value: Value

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if value.isFinite { try container.encode(value) } else { try container.encode(value.description) }
        }
    }
}
