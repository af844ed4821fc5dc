/// Reads the header of a GGUF file: metadata, and where each tensor lies.
///
/// ```
/// "GGUF"  version: u32  tensorCount: u64  keyCount: u64
/// keyCount ×     key: text  type: u32  value
/// tensorCount ×  name: text  dimensionCount: u32  dimensions: u64 each, innermost first  type: u32  offset: u64
/// padding to general.alignment (32), then the tensors' data, each at its offset from here
/// ```
/// A text is its length in 8 bytes, then UTF-8. Everything is little endian. Nothing is believed before it has been held
/// against the size of the file. The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
struct GGUFReader {
    static let versions: ClosedRange<UInt32> = 2...3
    static let defaultAlignment = 32
    static let alignmentLimit = 1 << 20
    /// GGUF's own limit for keys; tensors' names are shorter still in every known file.
    static let nameLimit = 65_535
    static let textLimit = 64 << 20
    static let dimensionLimit = 4
    static let nestingLimit = 4

    let file: String
    private var cursor: ByteCursor

    init(file: String) {
        self.file = file
        cursor = ByteCursor(file: file)
    }

    /// What the header says.
    consuming func contents(_ bytes: RawSpan) throws(CheckpointError) -> CheckpointContents {
        let version = try version(bytes)
        let tensorCount = try cursor.count(of: "tensors", minimumByteCount: 8 + 4 + 4 + 8, bytes)
        let keyCount = try cursor.count(of: "keys", minimumByteCount: 8 + 4 + 1, bytes)
        let metadata = try metadata(bytes, count: keyCount)
        let alignment = try alignment(metadata)
        let (names, index, descriptions) = try descriptions(bytes, count: tensorCount, alignment: alignment)
        let tensors = try tensors(names, descriptions, alignment: alignment, bytes)
        try CheckpointContents.checkLayout(tensors, from: 0, to: nil, file: file)
        return CheckpointContents(
            format: .gguf(version: Int(version)), metadata: metadata, tensors: tensors, names: names, index: index)
    }

    private mutating func version(_ bytes: RawSpan) throws(CheckpointError) -> UInt32 {
        _ = try cursor.integer(UInt32.self, of: "the magic number", bytes)
        let version = try cursor.integer(UInt32.self, of: "the version", bytes)
        if Self.versions.contains(version.byteSwapped) { throw cursor.damage(.bigEndian, at: 4) }
        guard Self.versions.contains(version) else { throw cursor.damage(.unsupportedVersion(version), at: 4) }
        return version
    }

    // MARK: - Metadata

    private mutating func metadata(_ bytes: RawSpan, count: Int) throws(CheckpointError) -> Metadata {
        var keys: [String] = []
        var values: [MetadataValue] = []
        var byteOffsets: [Int] = [], ends: [Int] = []
        var index = KeyIndex()
        for position in 0..<count {
            cursor.field = .header
            let start = cursor.offset
            keys.append(try cursor.text(of: "a key", limit: Self.nameLimit, bytes))
            cursor.field = .key(keys[position])
            if index.insert(position, of: keys) != nil { throw cursor.damage(.duplicate, at: start) }
            byteOffsets.append(cursor.offset)
            values.append(try value(bytes))
            ends.append(cursor.offset)
        }
        return Metadata(file: file, keys: keys, values: values, byteOffsets: byteOffsets, ends: ends, index: index)
    }

    private mutating func valueType(_ bytes: RawSpan) throws(CheckpointError) -> GGUFValueType {
        let place = cursor.offset
        let number = try cursor.integer(UInt32.self, of: "the type of a value", bytes)
        guard let type = GGUFValueType(rawValue: number) else { throw cursor.damage(.unknownValueType(number), at: place) }
        return type
    }

    private mutating func value(_ bytes: RawSpan) throws(CheckpointError) -> MetadataValue {
        switch try valueType(bytes) {
        case .uint8: .unsigned(UInt64(try cursor.integer(UInt8.self, of: "an integer", bytes)))
        case .uint16: .unsigned(UInt64(try cursor.integer(UInt16.self, of: "an integer", bytes)))
        case .uint32: .unsigned(UInt64(try cursor.integer(UInt32.self, of: "an integer", bytes)))
        case .uint64: .unsigned(try cursor.integer(UInt64.self, of: "an integer", bytes))
        case .int8: .integer(Int64(try cursor.integer(Int8.self, of: "an integer", bytes)))
        case .int16: .integer(Int64(try cursor.integer(Int16.self, of: "an integer", bytes)))
        case .int32: .integer(Int64(try cursor.integer(Int32.self, of: "an integer", bytes)))
        case .int64: .integer(try cursor.integer(Int64.self, of: "an integer", bytes))
        case .float32: .float(Double(try float(bytes)))
        case .float64: .float(try double(bytes))
        case .bool: .bool(try bool(bytes))
        case .string: .string(try string(bytes))
        case .array: try array(bytes, depth: 1)
        }
    }

    private mutating func array(_ bytes: RawSpan, depth: Int) throws(CheckpointError) -> MetadataValue {
        if depth > Self.nestingLimit { throw cursor.damage(.nestingTooDeep(limit: Self.nestingLimit)) }
        let type = try valueType(bytes)
        let count = try cursor.count(of: "elements", minimumByteCount: type.minimumByteCount, bytes)
        switch type {
        case .uint8: return .integers(try integers(UInt8.self, count, bytes))
        case .uint16: return .integers(try integers(UInt16.self, count, bytes))
        case .uint32: return .integers(try integers(UInt32.self, count, bytes))
        case .uint64: return .integers(try integers(UInt64.self, count, bytes))
        case .int8: return .integers(try integers(Int8.self, count, bytes))
        case .int16: return .integers(try integers(Int16.self, count, bytes))
        case .int32: return .integers(try integers(Int32.self, count, bytes))
        case .int64: return .integers(try integers(Int64.self, count, bytes))
        case .float32: return .floats(try elements(count) { reader throws(CheckpointError) in try reader.float(bytes) })
        case .float64: return .doubles(try elements(count) { reader throws(CheckpointError) in try reader.double(bytes) })
        case .bool: return .bools(try elements(count) { reader throws(CheckpointError) in try reader.bool(bytes) })
        case .string: return .strings(try elements(count) { reader throws(CheckpointError) in try reader.string(bytes) })
        case .array:
            return .arrays(try elements(count) { reader throws(CheckpointError) in try reader.array(bytes, depth: depth + 1) })
        }
    }

    private mutating func elements<Element>(
        _ count: Int, _ next: (inout GGUFReader) throws(CheckpointError) -> Element
    ) throws(CheckpointError) -> [Element] {
        var elements: [Element] = []
        // The count fits the file, but what follows may still be damaged: beyond a million, memory grows with what is read.
        elements.reserveCapacity(min(count, 1 << 20))
        for _ in 0..<count { elements.append(try next(&self)) }
        return elements
    }

    private mutating func integers<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, _ count: Int, _ bytes: RawSpan
    ) throws(CheckpointError) -> [Int] {
        try elements(count) { reader throws(CheckpointError) in
            let value = try reader.cursor.integer(type, of: "an integer", bytes)
            guard let integer = Int(exactly: value) else {
                throw reader.cursor.damage(.integerTooLarge(UInt64(value)), at: reader.cursor.offset - 8)
            }
            return integer
        }
    }

    private mutating func float(_ bytes: RawSpan) throws(CheckpointError) -> Float {
        Float(bitPattern: try cursor.integer(of: "a number", bytes))
    }

    private mutating func double(_ bytes: RawSpan) throws(CheckpointError) -> Double {
        Double(bitPattern: try cursor.integer(of: "a number", bytes))
    }

    private mutating func bool(_ bytes: RawSpan) throws(CheckpointError) -> Bool {
        let byte = try cursor.integer(UInt8.self, of: "a boolean", bytes)
        guard byte <= 1 else { throw cursor.damage(.invalidBoolean(byte), at: cursor.offset - 1) }
        return byte == 1
    }

    private mutating func string(_ bytes: RawSpan) throws(CheckpointError) -> String {
        try cursor.text(of: "a text", limit: Self.textLimit, bytes)
    }

    private func alignment(_ metadata: Metadata) throws(CheckpointError) -> Int {
        let key = "general.alignment"
        guard let value = metadata[key] else { return Self.defaultAlignment }
        guard case .unsigned(let alignment) = value, alignment.nonzeroBitCount == 1, alignment <= Self.alignmentLimit else {
            throw metadata.unexpected(key, expected: "a power of two up to \(Self.alignmentLimit) as a 32-bit unsigned integer")
        }
        return Int(alignment)
    }

    // MARK: - Tensors

    private mutating func descriptions(
        _ bytes: RawSpan, count: Int, alignment: Int
    ) throws(CheckpointError) -> (names: [String], index: KeyIndex, descriptions: [Description]) {
        var names: [String] = []
        var descriptions: [Description] = []
        var index = KeyIndex()
        for position in 0..<count {
            cursor.field = .header
            let start = cursor.offset
            names.append(try cursor.text(of: "the name of a tensor", limit: Self.nameLimit, bytes))
            cursor.field = .tensor(names[position])
            if index.insert(position, of: names) != nil { throw cursor.damage(.duplicate, at: start) }
            descriptions.append(try description(bytes, alignment: alignment))
        }
        return (names, index, descriptions)
    }

    private mutating func tensors(
        _ names: [String], _ descriptions: [Description], alignment: Int, _ bytes: RawSpan
    ) throws(CheckpointError) -> [TensorEntry] {
        // The header ends inside the file, so rounding its end up to the alignment can't overflow.
        let dataStart = (cursor.offset + alignment - 1) & ~(alignment - 1)
        var tensors: [TensorEntry] = []
        tensors.reserveCapacity(names.count)
        for (name, description) in zip(names, descriptions) {
            cursor.field = .tensor(name)
            tensors.append(try entry(name, description, dataStart: dataStart, bytes))
        }
        return tensors
    }

    /// What the file says of a tensor.
    private struct Description {
        var type: TensorType
        var shape: [Int]
        var byteCount: Int
        /// Where its data begins, from the beginning of all data, and where the file says so.
        var dataOffset: UInt64
        var place: Int
    }

    private mutating func description(_ bytes: RawSpan, alignment: Int) throws(CheckpointError) -> Description {
        let (dimensions, shapePlace) = try dimensions(bytes)
        let typePlace = cursor.offset
        let number = try cursor.integer(UInt32.self, of: "the type of a tensor", bytes)
        guard let type = GGMLType.type(number) else {
            throw cursor.damage(.unknownTensorType("\(number)"), at: typePlace)
        }
        if let columns = dimensions.first, columns % UInt64(type.elementsPerBlock) != 0 {
            throw cursor.damage(
                .partialBlock(columns: columns, type: type.name, elementsPerBlock: type.elementsPerBlock), at: shapePlace)
        }
        let shape = dimensions.reversed().compactMap { Int(exactly: $0) }
        guard shape.count == dimensions.count, let byteCount = TensorEntry.byteCount(of: type, shape: shape) else {
            throw cursor.damage(.sizeOverflow(shape: dimensions.reversed()), at: shapePlace)
        }
        let place = cursor.offset
        let dataOffset = try cursor.integer(UInt64.self, of: "the offset of a tensor", bytes)
        if dataOffset % UInt64(alignment) != 0 {
            throw cursor.damage(.misalignedData(offset: dataOffset, alignment: alignment), at: place)
        }
        return Description(type: type, shape: shape, byteCount: byteCount, dataOffset: dataOffset, place: place)
    }

    /// The dimensions as they stand in the file, innermost first, and where they begin.
    private mutating func dimensions(_ bytes: RawSpan) throws(CheckpointError) -> ([UInt64], Int) {
        let countPlace = cursor.offset
        let count = try cursor.integer(UInt32.self, of: "the number of dimensions", bytes)
        if count > Self.dimensionLimit {
            throw cursor.damage(
                .countTooLarge(what: "dimensions", count: UInt64(count), limit: UInt64(Self.dimensionLimit)), at: countPlace)
        }
        let place = cursor.offset
        var dimensions: [UInt64] = []
        for index in 0..<Int(count) {
            dimensions.append(try cursor.integer(UInt64.self, of: "a dimension", bytes))
            if dimensions[index] == 0 { throw cursor.damage(.emptyDimension(index: index), at: cursor.offset - 8) }
        }
        return (dimensions, place)
    }

    private func entry(
        _ name: String, _ description: Description, dataStart: Int, _ bytes: RawSpan
    ) throws(CheckpointError) -> TensorEntry {
        let (start, overflow) = UInt64(dataStart).addingReportingOverflow(description.dataOffset)
        let (end, overflow2) = start.addingReportingOverflow(UInt64(description.byteCount))
        guard !overflow, !overflow2, end <= UInt64(bytes.byteCount) else {
            let text = overflow || overflow2 ? "2⁶⁴ or later" : "\(end)"
            throw cursor.damage(.dataBeyondEnd(end: text, fileByteCount: bytes.byteCount), at: description.place)
        }
        return TensorEntry(
            name: name, type: description.type, shape: description.shape, byteOffset: Int(start), byteCount: description.byteCount)
    }
}
