/// What a file's header says: everything but the numbers.
package struct CheckpointContents: Sendable {
    package let format: Checkpoint.Format
    package let metadata: Metadata
    /// The tensors in the order of the header.
    package let tensors: [TensorEntry]
    private let names: [String]
    private let index: KeyIndex

    /// - Parameter index: Of the names, which are those of `tensors`.
    init(format: Checkpoint.Format, metadata: Metadata, tensors: [TensorEntry], names: [String], index: KeyIndex) {
        self.format = format
        self.metadata = metadata
        self.tensors = tensors
        self.names = names
        self.index = index
    }

    /// The number of numbers in all tensors.
    package var parameterCount: Int { tensors.reduce(0) { $0 + $1.elementCount } }

    /// The tensor of that name, if there is one.
    package func tensor(named name: String) -> TensorEntry? {
        index.position(of: name, in: names).map { tensors[$0] }
    }

    /// Reads the header of a GGUF or safetensors file, told apart by their first bytes.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: Its name, for errors.
    package static func read(_ bytes: RawSpan, file: String) throws(CheckpointError) -> CheckpointContents {
        let beginning = Span<UInt8>(_bytes: bytes.extracting(first: 16))
        let first = beginning.indices.map { beginning[$0] }
        if first.starts(with: Array("GGUF".utf8)) || (first.count < 4 && Array("GGUF".utf8).starts(with: first)) {
            return try GGUFReader(file: file).contents(bytes)
        }
        // A safetensors header is a JSON object after its length in 8 bytes.
        if first.count < 9 || first[8] == UInt8(ascii: "{") {
            return try SafetensorsReader(file: file).contents(bytes)
        }
        throw .unknownFormat(file: file, firstBytes: first)
    }

    /// Refuses tensors that share bytes: one of them must be wrong.
    ///
    /// - Parameters:
    ///   - start: Where the data begins.
    ///   - end: Where it ends, if it must be covered completely; `nil` where padding and gaps are allowed.
    static func checkLayout(_ tensors: [TensorEntry], from start: Int, to end: Int?, file: String) throws(CheckpointError) {
        func damage(_ tensor: TensorEntry, _ problem: Damage.Problem) -> CheckpointError {
            .damaged(Damage(file: file, field: .tensor(tensor.name), byteOffset: tensor.byteOffset, problem: problem))
        }
        var previousEnd = start
        var previousName = ""
        for tensor in tensors.filter({ $0.byteCount > 0 }).sorted(by: { $0.byteOffset < $1.byteOffset }) {
            if tensor.byteOffset < previousEnd { throw damage(tensor, .overlap(other: previousName)) }
            if end != nil, tensor.byteOffset > previousEnd { throw damage(tensor, .gap(byteCount: tensor.byteOffset - previousEnd)) }
            previousEnd = tensor.byteOffset + tensor.byteCount
            previousName = tensor.name
        }
        if let end, previousEnd < end {
            throw .damaged(
                Damage(file: file, field: .header, byteOffset: previousEnd, problem: .gap(byteCount: end - previousEnd)))
        }
    }
}
