/// A value of a checkpoint's metadata.
public enum MetadataValue: Sendable, Hashable {
    case bool(Bool)
    case integer(Int64)
    case unsigned(UInt64)
    case float(Double)
    case string(String)
    case bools([Bool])
    /// An array of any integer type.
    case integers([Int])
    /// An array of 32-bit floating-point numbers.
    case floats([Float])
    /// An array of 64-bit floating-point numbers.
    case doubles([Double])
    case strings([String])
    /// An array of arrays.
    case arrays([MetadataValue])

    /// The number of elements, if this is an array.
    public var count: Int? {
        switch self {
        case .bool, .integer, .unsigned, .float, .string: nil
        case .bools(let values): values.count
        case .integers(let values): values.count
        case .floats(let values): values.count
        case .doubles(let values): values.count
        case .strings(let values): values.count
        case .arrays(let values): values.count
        }
    }

    /// What kind of value this is, for error messages: `a string`, `an array of integers`.
    public var kind: String {
        switch self {
        case .bool: "a boolean"
        case .integer, .unsigned: "an integer"
        case .float: "a floating-point number"
        case .string: "a string"
        case .bools: "an array of booleans"
        case .integers: "an array of integers"
        case .floats, .doubles: "an array of floating-point numbers"
        case .strings: "an array of strings"
        case .arrays: "an array of arrays"
        }
    }
}
