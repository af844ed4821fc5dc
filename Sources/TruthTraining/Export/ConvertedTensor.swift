internal import TruthCheckpoints
internal import TruthTensors

/// A tensor on its way from one file to another.
struct ConvertedTensor {
    /// About how many bytes are held at once where a tensor is copied.
    private static let pieceBytes = 8 << 20

    let source: TensorEntry
    let name: String
    /// Its type there; `nil`: as it is, byte for byte.
    let type: ElementType?
    /// Which row of the source each row is; `nil`: the same.
    var order: (@Sendable (Int) -> Int)?

    var shape: [Int] { source.shape }
    /// What the file says of it.
    var storedType: TensorType { type.map { TensorType($0) } ?? source.type }

    var byteCount: Int {
        guard let type else { return source.byteCount }
        return source.elementCount / type.elementsPerBlock * type.bytesPerBlock
    }

    /// Converts and writes all rows.
    func write(from checkpoint: Checkpoint, to output: inout OutputFile, on processor: Processor) throws {
        guard let type, source.type.element != type || order != nil else {
            for start in stride(from: 0, to: source.byteCount, by: Self.pieceBytes) {
                try output.write(checkpoint.bytes(start..<min(source.byteCount, start + Self.pieceBytes), of: source))
            }
            return
        }
        let stored = try checkpoint.storedMatrix(source)
        if type.elementsPerBlock > 1, let row = stored.firstRowThatIsNotFinite() {
            throw ConversionError.notFinite(path: checkpoint.path, tensor: source.name, row: row)
        }
        let converted = stored.converted(to: type, on: processor, order: order)
        let step = max(1, Self.pieceBytes / (converted.byteCount / converted.rows))
        for start in stride(from: 0, to: converted.rows, by: step) {
            try output.write(converted.rawBytes(rows: start..<min(converted.rows, start + step)))
        }
    }
}
