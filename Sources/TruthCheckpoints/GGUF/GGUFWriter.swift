import TruthTensors

/// Writes a GGUF file into memory: for tests and small exports.
package struct GGUFWriter {
    /// A metadata value with the type that the file gives it; readers insist on the right width.
    package indirect enum Value: Sendable {
        case uint8(UInt8), int8(Int8), uint16(UInt16), int16(Int16), uint32(UInt32), int32(Int32), uint64(UInt64), int64(Int64)
        case float32(Float), float64(Double), bool(Bool), string(String)
        /// Elements of one type.
        case array(GGUFValueType, [Value])
    }

    private struct Tensor {
        let name: String
        let type: TensorType
        let shape: [Int]
        let bytes: [UInt8]
    }

    private let version: UInt32
    private let alignment: Int
    /// The values as the file has them, the number of their type first.
    private var keys: [(key: String, value: [UInt8])] = []
    private var tensors: [Tensor] = []

    /// - Parameter alignment: A power of two; written as `general.alignment` unless it is the usual 32.
    package init(version: UInt32 = 3, alignment: Int = GGUFReader.defaultAlignment) {
        self.version = version
        self.alignment = alignment
        if alignment != GGUFReader.defaultAlignment { add("general.alignment", .uint32(UInt32(alignment))) }
    }

    package mutating func add(_ key: String, _ value: Value) {
        var bytes = LittleEndianBytes()
        bytes.append(value.type.rawValue)
        Self.append(value, to: &bytes)
        add(key, raw: bytes.bytes)
    }

    /// Adds a value as another file has it: see `Checkpoint.metadataBytes`.
    package mutating func add(_ key: String, raw: [UInt8]) {
        keys.append((key, raw))
    }

    /// Adds a tensor of any type that GGUF knows.
    ///
    /// - Parameter shape: Dimensions from the outermost to the innermost.
    package mutating func add(_ name: String, type: TensorType, shape: [Int], bytes: [UInt8]) {
        let expected = TensorEntry.byteCount(of: type, shape: shape)
        precondition(
            expected == bytes.count, "GGUFWriter: '\(name)' \(shape) takes \(String(describing: expected)) bytes, given \(bytes.count)")
        tensors.append(Tensor(name: name, type: type, shape: shape, bytes: bytes))
    }

    /// Adds a tensor of 32-bit floats.
    package mutating func add(_ name: String, shape: [Int], values: [Float]) {
        var bytes = LittleEndianBytes()
        for value in values { bytes.append(value.bitPattern) }
        add(name, type: TensorType(.f32), shape: shape, bytes: bytes.bytes)
    }

    /// The whole file.
    package func bytes() -> [UInt8] {
        var file = LittleEndianBytes()
        file.append(contentsOf: head(of: tensors.map { (name: $0.name, type: $0.type, shape: $0.shape) }))
        for tensor in tensors {
            file.pad(to: alignment)
            file.append(contentsOf: tensor.bytes)
        }
        return file.bytes
    }

    /// What stands before the data of tensors that follow in this order, each padded to the alignment, as this is.
    package func head(of tensors: [(name: String, type: TensorType, shape: [Int])]) -> [UInt8] {
        var file = LittleEndianBytes()
        file.append(contentsOf: Array("GGUF".utf8))
        file.append(version)
        file.append(UInt64(tensors.count))
        file.append(UInt64(keys.count))
        for (key, value) in keys {
            file.append(text: key)
            file.append(contentsOf: value)
        }
        var offset = 0
        for tensor in tensors {
            file.append(text: tensor.name)
            file.append(UInt32(tensor.shape.count))
            for dimension in tensor.shape.reversed() { file.append(UInt64(dimension)) }
            file.append(Self.identifier(of: tensor.type))
            file.append(UInt64(offset))
            guard let size = TensorEntry.byteCount(of: tensor.type, shape: tensor.shape) else {
                preconditionFailure("GGUFWriter: '\(tensor.name)' \(tensor.shape) is no whole number of blocks of \(tensor.type.name)")
            }
            offset += (size + alignment - 1) / alignment * alignment
        }
        // A file without tensors ends with its last key.
        if !tensors.isEmpty { file.pad(to: alignment) }
        return file.bytes
    }

    private static func identifier(of type: TensorType) -> UInt32 {
        guard let identifier = GGMLType.identifier(of: type) else { preconditionFailure("GGUFWriter: GGUF has no type \(type.name)") }
        return identifier
    }

    private static func append(_ value: Value, to file: inout LittleEndianBytes) {
        switch value {
        case .uint8(let value): file.append(value)
        case .int8(let value): file.append(value)
        case .uint16(let value): file.append(value)
        case .int16(let value): file.append(value)
        case .uint32(let value): file.append(value)
        case .int32(let value): file.append(value)
        case .uint64(let value): file.append(value)
        case .int64(let value): file.append(value)
        case .float32(let value): file.append(value.bitPattern)
        case .float64(let value): file.append(value.bitPattern)
        case .bool(let value): file.append(UInt8(value ? 1 : 0))
        case .string(let value): file.append(text: value)
        case .array(let type, let elements):
            file.append(type.rawValue)
            file.append(UInt64(elements.count))
            for element in elements {
                precondition(element.type == type, "GGUFWriter: an array of \(type) holds \(element)")
                append(element, to: &file)
            }
        }
    }
}

extension GGUFWriter.Value {
    /// The number that the file gives this type.
    package var type: GGUFValueType {
        switch self {
        case .uint8: .uint8
        case .int8: .int8
        case .uint16: .uint16
        case .int16: .int16
        case .uint32: .uint32
        case .int32: .int32
        case .uint64: .uint64
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .bool: .bool
        case .string: .string
        case .array: .array
        }
    }
}
