/// Reads the header of a safetensors file.
///
/// ```
/// headerLength: u64, little endian
/// header: JSON, { "NAME": { "dtype": "F32", "shape": [rows, columns], "data_offsets": [begin, end] }, "__metadata__": {…} }
/// the tensors' data, without gaps; offsets count from here
/// ```
/// As strict as the reference implementation: the data must be covered completely and without overlap.
/// The format: https://github.com/huggingface/safetensors
struct SafetensorsReader {
    static let metadataKey = "__metadata__"
    /// The reference implementation's limit.
    static let headerLimit = 100_000_000
    private static let headerStart = 8

    let file: String

    /// What the header says.
    func contents(_ bytes: RawSpan) throws(CheckpointError) -> CheckpointContents {
        let headerEnd = try headerEnd(bytes)
        let header = bytes.extracting(Self.headerStart..<headerEnd)
        let members = try members(header)
        var names: [String] = []
        var tensors: [TensorEntry] = []
        var index = KeyIndex()
        for (name, value) in members where name != Self.metadataKey {
            names.append(name)
            // Two members of one name were refused with the JSON.
            _ = index.insert(names.count - 1, of: names)
            tensors.append(try entry(name, value, header, dataStart: headerEnd, fileByteCount: bytes.byteCount))
        }
        try CheckpointContents.checkLayout(tensors, from: headerEnd, to: bytes.byteCount, file: file)
        let metadata = try metadata(members, header)
        return CheckpointContents(format: .safetensors, metadata: metadata, tensors: tensors, names: names, index: index)
    }

    private func headerEnd(_ bytes: RawSpan) throws(CheckpointError) -> Int {
        var cursor = ByteCursor(file: file)
        let count = try cursor.integer(UInt64.self, of: "the header's length", bytes)
        if count > UInt64(Self.headerLimit) {
            throw cursor.damage(.countTooLarge(what: "bytes of header", count: count, limit: UInt64(Self.headerLimit)), at: 0)
        }
        let left = bytes.byteCount - Self.headerStart
        if count > UInt64(left) {
            throw cursor.damage(.cutOff(what: "the header", neededBytes: count, leftBytes: left), at: 0)
        }
        return Self.headerStart + Int(count)
    }

    private func members(_ header: RawSpan) throws(CheckpointError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(header, file: "\(file), header (offsets count from byte \(Self.headerStart))")
        } catch {
            throw .invalidJSON(error)
        }
        guard let members = value.object else {
            throw .damaged(
                Damage(
                    file: file, field: .header, byteOffset: Self.headerStart, problem: .invalidEntry(expected: "a JSON object")))
        }
        return members
    }

    /// The texts of `__metadata__`.
    private func metadata(_ members: JSONObject, _ header: RawSpan) throws(CheckpointError) -> Metadata {
        guard let value = members[Self.metadataKey] else { return Metadata(file: file) }
        func damage() -> CheckpointError {
            self.damage(.key(Self.metadataKey), header, .invalidEntry(expected: "an object whose members are strings"))
        }
        guard let entries = value.object else { throw damage() }
        var values: [MetadataValue] = []
        var index = KeyIndex()
        for position in entries.indices {
            guard let text = entries[position].value.string else { throw damage() }
            values.append(.string(text))
            _ = index.insert(position, of: entries.keys)
        }
        let place = Self.place(of: Self.metadataKey, in: header)
        return Metadata(
            file: file, keys: entries.keys, values: values, byteOffsets: Array(repeating: place, count: values.count), index: index)
    }

    private func entry(
        _ name: String, _ value: JSONValue, _ header: RawSpan, dataStart: Int, fileByteCount: Int
    ) throws(CheckpointError) -> TensorEntry {
        func damage(_ problem: Damage.Problem) -> CheckpointError { self.damage(.tensor(name), header, problem) }
        guard let typeName = value["dtype"]?.string else { throw damage(.invalidEntry(expected: "a string 'dtype'")) }
        guard let type = SafetensorsType.type(typeName) else { throw damage(.unknownTensorType(typeName.shortened(to: 40))) }
        guard let shape = Self.counts(value["shape"]) else {
            throw damage(.invalidEntry(expected: "an array of whole numbers 'shape'"))
        }
        guard let offsets = Self.counts(value["data_offsets"]), offsets.count == 2, offsets[0] <= offsets[1] else {
            throw damage(.invalidEntry(expected: "'data_offsets' with two whole numbers, the first not larger than the second"))
        }
        guard let byteCount = TensorEntry.byteCount(of: type, shape: shape) else {
            throw damage(.sizeOverflow(shape: shape.map { UInt64($0) }))
        }
        guard offsets[1] <= fileByteCount - dataStart else {
            throw damage(.dataBeyondEnd(end: "\(UInt64(offsets[1]) + UInt64(dataStart))", fileByteCount: fileByteCount))
        }
        guard byteCount == offsets[1] - offsets[0] else {
            throw damage(.sizeMismatch(expected: byteCount, found: offsets[1] - offsets[0]))
        }
        return TensorEntry(name: name, type: type, shape: shape, byteOffset: dataStart + offsets[0], byteCount: byteCount)
    }

    /// Whole numbers from 0, written as such; `nil` if `value` is no array of them.
    private static func counts(_ value: JSONValue?) -> [Int]? {
        guard let elements = value?.array else { return nil }
        var counts: [Int] = []
        for element in elements {
            guard case .integer(let count) = element, count >= 0 else { return nil }
            counts.append(count)
        }
        return counts
    }

    private func damage(_ field: Damage.Field, _ header: RawSpan, _ problem: Damage.Problem) -> CheckpointError {
        let name = if case .tensor(let name) = field { name } else { Self.metadataKey }
        return .damaged(Damage(file: file, field: field, byteOffset: Self.place(of: name, in: header), problem: problem))
    }

    /// Where a member begins in the file: the first place of its quoted name, or the header's beginning if the name is escaped.
    ///
    /// Only errors need it, so it is searched for instead of kept.
    private static func place(of name: String, in header: RawSpan) -> Int {
        let header = Span<UInt8>(_bytes: header)
        let pattern = Array("\"\(name)\"".utf8)
        for start in 0..<max(0, header.count - pattern.count + 1)
        where pattern.indices.allSatisfy({ header[start + $0] == pattern[$0] }) {
            return headerStart + start
        }
        return headerStart
    }
}
