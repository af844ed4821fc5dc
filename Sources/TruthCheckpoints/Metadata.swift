/// The keys and values of a checkpoint's metadata, in the order of the file.
///
/// The functions named for a type throw when a key is missing or holds another type; with `ifPresent:` a missing key is `nil`.
public struct Metadata: Sendable {
    /// The name of the file, for errors.
    public let file: String
    /// The keys, in the order of the file.
    public let keys: [String]
    private let values: [MetadataValue]
    private let byteOffsets: [Int]
    /// Where GGUF's values end; empty for safetensors.
    private let ends: [Int]
    private let index: KeyIndex

    init(file: String, keys: [String] = [], values: [MetadataValue] = [], byteOffsets: [Int] = [], ends: [Int] = [], index: KeyIndex = KeyIndex()) {
        self.file = file
        self.keys = keys
        self.values = values
        self.byteOffsets = byteOffsets
        self.ends = ends
        self.index = index
    }

    public var count: Int { keys.count }

    /// The value of a key; `nil` if the file doesn't have it.
    public subscript(key: String) -> MetadataValue? {
        index.position(of: key, in: keys).map { values[$0] }
    }

    /// Where a GGUF file has a key's value, the number of its type included.
    func byteRange(of key: String) -> Range<Int>? {
        guard let position = index.position(of: key, in: keys), position < ends.count else { return nil }
        return byteOffsets[position]..<ends[position]
    }

    public func string(_ key: String) throws(CheckpointError) -> String { try present(key, string(ifPresent: key)) }
    public func string(ifPresent key: String) throws(CheckpointError) -> String? {
        try convert(key, to: "a string") { if case .string(let value) = $0 { value } else { nil } }
    }

    public func bool(_ key: String) throws(CheckpointError) -> Bool { try present(key, bool(ifPresent: key)) }
    public func bool(ifPresent key: String) throws(CheckpointError) -> Bool? {
        try convert(key, to: "a boolean") { if case .bool(let value) = $0 { value } else { nil } }
    }

    public func integer(_ key: String) throws(CheckpointError) -> Int { try present(key, integer(ifPresent: key)) }
    public func integer(ifPresent key: String) throws(CheckpointError) -> Int? {
        try convert(key, to: "an integer") {
            switch $0 {
            case .integer(let value): Int(exactly: value)
            case .unsigned(let value): Int(exactly: value)
            default: nil
            }
        }
    }

    /// A number of any type.
    public func number(_ key: String) throws(CheckpointError) -> Double { try present(key, number(ifPresent: key)) }
    /// A number of any type.
    public func number(ifPresent key: String) throws(CheckpointError) -> Double? {
        try convert(key, to: "a number") {
            switch $0 {
            case .float(let value): value
            case .integer(let value): Double(value)
            case .unsigned(let value): Double(value)
            default: nil
            }
        }
    }

    public func strings(_ key: String) throws(CheckpointError) -> [String] { try present(key, strings(ifPresent: key)) }
    public func strings(ifPresent key: String) throws(CheckpointError) -> [String]? {
        try convert(key, to: "an array of strings") { if case .strings(let values) = $0 { values } else { nil } }
    }

    public func integers(_ key: String) throws(CheckpointError) -> [Int] { try present(key, integers(ifPresent: key)) }
    public func integers(ifPresent key: String) throws(CheckpointError) -> [Int]? {
        try convert(key, to: "an array of integers") { if case .integers(let values) = $0 { values } else { nil } }
    }

    public func floats(_ key: String) throws(CheckpointError) -> [Float] { try present(key, floats(ifPresent: key)) }
    public func floats(ifPresent key: String) throws(CheckpointError) -> [Float]? {
        try convert(key, to: "an array of 32-bit floating-point numbers") { if case .floats(let values) = $0 { values } else { nil } }
    }

    /// An error that says that a key's value is out of the range that a model needs.
    ///
    /// - Parameter expected: What the value should be: `1 to 512 blocks`.
    public func unexpected(_ key: String, expected: String) -> CheckpointError {
        guard let position = index.position(of: key, in: keys) else { return .missingKey(file: file, key: key) }
        return .unexpectedValue(
            file: file, key: key, expected: expected, found: values[position].line(characterCount: 40),
            byteOffset: byteOffsets[position])
    }

    private func present<Value>(_ key: String, _ value: Value?) throws(CheckpointError) -> Value {
        guard let value else { throw .missingKey(file: file, key: key) }
        return value
    }

    private func convert<Value>(
        _ key: String, to expected: String, _ conversion: (MetadataValue) -> Value?
    ) throws(CheckpointError) -> Value? {
        guard let position = index.position(of: key, in: keys) else { return nil }
        guard let value = conversion(values[position]) else {
            throw .unexpectedValue(
                file: file, key: key, expected: expected, found: values[position].kind, byteOffset: byteOffsets[position])
        }
        return value
    }
}
