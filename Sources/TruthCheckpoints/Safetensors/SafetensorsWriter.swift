package import TruthTensors

/// Writes a safetensors file into memory: for tests and small exports.
package struct SafetensorsWriter {
    private var metadata: [(key: String, value: JSONValue)] = []
    private var entries: [(key: String, value: JSONValue)] = []
    private var data: [UInt8] = []

    package init() {}

    package mutating func add(_ key: String, _ text: String) {
        metadata.append((key, .string(text)))
    }

    /// Adds a tensor of any type that safetensors knows.
    ///
    /// - Parameter shape: Dimensions from the outermost to the innermost.
    package mutating func add(_ name: String, type: String, shape: [Int], bytes: [UInt8]) {
        let offsets: JSONValue = .array([.integer(data.count), .integer(data.count + bytes.count)])
        data += bytes
        entries.append(
            (
                name,
                .object(
                    JSONObject([
                        ("dtype", .string(type)), ("shape", .array(shape.map { .integer($0) })), ("data_offsets", offsets),
                    ]))
            ))
    }

    /// Adds a tensor of 32-bit floats.
    package mutating func add(_ name: String, shape: [Int], values: [Float]) {
        var bytes = LittleEndianBytes()
        for value in values { bytes.append(value.bitPattern) }
        add(name, type: "F32", shape: shape, bytes: bytes.bytes)
    }

    /// The whole file.
    package func bytes() -> [UInt8] {
        var members = entries
        if !metadata.isEmpty { members.insert((SafetensorsReader.metadataKey, .object(JSONObject(metadata))), at: 0) }
        return Self.file(header: JSONValue.object(JSONObject(members)).description, data: data)
    }

    /// What stands before the numbers of a file whose tensors follow each other in this order.
    ///
    /// - Parameter tensors: Name, type and shape of each.
    package static func head(metadata: [(key: String, value: String)], tensors: [(name: String, type: ElementType, shape: [Int])]) -> [UInt8] {
        head(
            metadata: metadata,
            stored: tensors.map { (name: $0.name, type: $0.type.rawValue, shape: $0.shape, byteCount: $0.shape.reduce(1, *) * $0.type.bytesPerBlock) })
    }

    /// The same for tensors of any type that safetensors knows.
    package static func head(
        metadata: [(key: String, value: String)], stored tensors: [(name: String, type: String, shape: [Int], byteCount: Int)]
    ) -> [UInt8] {
        var offset = 0
        var members: [(key: String, value: JSONValue)] = []
        if !metadata.isEmpty {
            members.append((SafetensorsReader.metadataKey, .object(JSONObject(metadata.map { (key: $0.key, value: JSONValue.string($0.value)) }))))
        }
        for tensor in tensors {
            let entry = JSONObject([
                ("dtype", .string(tensor.type)), ("shape", .array(tensor.shape.map { .integer($0) })),
                ("data_offsets", .array([.integer(offset), .integer(offset + tensor.byteCount)])),
            ])
            members.append((tensor.name, .object(entry)))
            offset += tensor.byteCount
        }
        return file(header: JSONValue.object(JSONObject(members)).description, data: [])
    }

    /// A file with a header of any text, for tests of damage.
    package static func file(header: String, data: [UInt8]) -> [UInt8] {
        var text = LittleEndianBytes()
        text.append(contentsOf: Array(header.utf8))
        // The reference implementation aligns the data to 8 bytes with spaces.
        text.pad(to: 8, with: UInt8(ascii: " "))
        var file = LittleEndianBytes()
        file.append(UInt64(text.bytes.count))
        file.append(contentsOf: text.bytes)
        file.append(contentsOf: data)
        return file.bytes
    }
}
