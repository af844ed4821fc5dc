package import TruthCheckpoints
package import TruthModels
internal import TruthTensors

extension TrainableDecoder {
    /// A model's blueprint, to go on training it.
    ///
    /// - Throws: `ModelError` or `CheckpointError`, naming the setting.
    package static func configuration(of checkpoint: Checkpoint) throws -> LlamaConfiguration {
        try checkpoint.configuration == nil ? LlamaConfiguration(gguf: checkpoint) : LlamaConfiguration(huggingFace: checkpoint)
    }

    /// Takes a model's numbers, whatever type they are stored in; quantised ones become what they stand for.
    ///
    /// Rows of the embedding and the head that the file doesn't have become zeros.
    ///
    /// - Parameters:
    ///   - names: What the file calls its tensors.
    ///   - pairing: How rows of queries and keys lie in the file.
    /// - Throws: `CheckpointError` where a tensor is missing or has another shape.
    package func load(from checkpoint: Checkpoint, names: LlamaNames, pairing: RotaryConfiguration.Pairing) throws {
        let own = LlamaNames.huggingFace
        for parameter in parameters {
            for part in parameter.parts {
                let target = parameter.value.part(rows: part.rows), name = LlamaNames.translate(part.name, from: own, to: names)
                if parameter.role == .gain {
                    target.fill(try checkpoint.vector(named: name, count: target.columns))
                    continue
                }
                let matrix = try checkpoint.matrix(named: name)
                let canPad = parameter.role == .embedding || parameter.role == .head
                guard matrix.columns == target.columns, matrix.rows == target.rows || (canPad && matrix.rows < target.rows) else {
                    throw CheckpointError.unexpectedShape(
                        file: checkpoint.path, tensor: name, expected: "\([target.rows, target.columns])", found: [matrix.rows, matrix.columns])
                }
                let isTurned = pairing == .adjacent && (part.name.hasSuffix(own.query) || part.name.hasSuffix(own.key))
                for row in 0..<target.rows {
                    // Row `row` of ours, whose pairs are half a head apart.
                    let source = isTurned ? LlamaNames.pairedRow(of: row, headWidth: configuration.headWidth) : row
                    target.part(rows: row..<row + 1).fill(source < matrix.rows ? matrix.values(row: source) : [Float](repeating: 0, count: target.columns))
                }
            }
        }
    }
}
