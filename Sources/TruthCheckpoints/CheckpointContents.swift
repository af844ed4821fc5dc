/// What a file's header says: everything but the numbers.
package struct CheckpointContents: Sendable {
    package var format: Checkpoint.Format
    package var metadata: Metadata
    package var tensors: [TensorEntry]
    /// Finds a tensor by name.
    var index: KeyIndex

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
    /// - Parameter allowsGaps: Whether bytes between tensors are allowed, as the padding of GGUF is.
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
