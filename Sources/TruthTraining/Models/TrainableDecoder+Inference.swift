package import TruthModels
internal import TruthTensors

extension TrainableDecoder {
    /// The model as it is served, its numbers copied, and the factors of its parametrisation folded into them.
    package func inferenceModel() -> Decoder {
        let folded = foldedValues()
        func matrix(_ name: String) -> Matrix {
            let (shape, values) = folded[name]!
            return Matrix(rows: shape[0], columns: shape[1], values: values)
        }
        func vector(_ name: String) -> [Float] { folded[name]!.values }
        let names = LlamaNames.huggingFace
        var configuration = configuration
        configuration.rotation.pairing = .halves
        let embedding = matrix(names.embedding)
        let blocks = (0..<configuration.blockCount).map { index in
            let prefix = names.block(index)
            return DecoderBlock(
                attentionNorm: vector(prefix + names.attentionNorm), query: matrix(prefix + names.query), key: matrix(prefix + names.key),
                value: matrix(prefix + names.value), output: matrix(prefix + names.output),
                feedForwardNorm: vector(prefix + names.feedForwardNorm),
                gate: configuration.activation == .swiGLU ? matrix(prefix + names.gate) : nil, up: matrix(prefix + names.up),
                down: matrix(prefix + names.down))
        }
        return Decoder(
            configuration: DecoderConfiguration(configuration), embedding: embedding, blocks: blocks, outputNorm: vector(names.outputNorm),
            head: configuration.isTied ? embedding : matrix(names.head))
    }

    /// Every tensor under its name in files, with the factors of the parametrisation folded in, so that a plain Llama computes the same.
    ///
    /// Factors on embeddings go into the embedding, those on branches into their last matrices, those on scores into the queries, and
    /// those on logits into the last norm's gain, where a tied head's factor on embeddings is undone.
    func foldedValues() -> [String: (shape: [Int], values: [Float])] {
        let names = LlamaNames.huggingFace
        let scores = attentionScale * Float(configuration.headWidth).squareRoot()
        var result: [String: (shape: [Int], values: [Float])] = [:]
        for parameter in parameters {
            let value = parameter.effectiveValue
            for part in parameter.parts {
                let isVector = parameter.role == .gain || parameter.role == .bias
                var values = value.part(rows: part.rows).values
                let factor: Float =
                    if parameter === embedding {
                        factors.embedding
                    } else if parameter === outputNorm {
                        factors.logits / (configuration.isTied ? factors.embedding : 1)
                    } else if part.name.hasSuffix(names.output) || part.name.hasSuffix(names.down) {
                        factors.residual
                    } else if part.name.hasSuffix(names.query) {
                        scores
                    } else {
                        1
                    }
                if factor != 1 { for index in values.indices { values[index] *= factor } }
                result[part.name] = (isVector ? [values.count] : [part.rows.count, parameter.value.columns], values)
            }
        }
        return result
    }
}
