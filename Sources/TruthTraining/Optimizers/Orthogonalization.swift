package import TruthTensors

/// Brings a matrix near U Vᵀ of its singular value decomposition U S Vᵀ, by Newton–Schulz iterations of fifth degree.
///
/// `X ← a X + (b A + c A²) X`, `A = X Xᵀ`, a = 3.4445, b = −4.775, c = 2.0315 (Jordan et al., "Muon", 2024): singular values end up
/// between about 0.7 and 1.2. The products are rounded to BF16, as there.
package struct Orthogonalization {
    private static let coefficients: (a: Float, b: Float, c: Float) = (3.4445, -4.775, 2.0315)

    let iterations: Int
    let processor: Processor
    let arena: TensorArena

    package init(iterations: Int, processor: Processor, arena: TensorArena) {
        self.iterations = iterations
        self.processor = processor
        self.arena = arena
    }

    /// - Parameter matrix: `[R, C]`, F32.
    /// - Returns: `[R, C]`, F32; of a matrix of zeros, zeros.
    package func apply(to matrix: TrainingTensor) -> TrainingTensor {
        let (a, b, c) = Self.coefficients
        let norm = Float(processor.sumOfSquares(matrix).squareRoot())
        var x = make(matrix.rows, matrix.columns)
        processor.combine(matrix, scale: 1 / (norm + 1e-7), factor: 0, into: x)
        // The square matrix is the smaller of the two.
        let isWide = matrix.rows <= matrix.columns, side = min(matrix.rows, matrix.columns)
        let gram = make(side, side), polynomial = make(side, side)
        for _ in 0..<iterations {
            processor.multiply(isWide ? .forward : .weightGradient, x, x, into: gram, rounds: true)
            processor.combine(gram, scale: b, factor: 0, into: polynomial)
            // The square of a symmetric matrix is its product with its own transpose.
            processor.multiply(.forward, gram, gram, into: polynomial, scale: c, adds: true, rounds: true)
            let next = make(matrix.rows, matrix.columns)
            processor.combine(x, scale: a, factor: 0, into: next)
            if isWide {
                processor.multiply(.inputGradient, polynomial, x, into: next, adds: true, rounds: true)
            } else {
                processor.multiply(.forward, x, polynomial, into: next, adds: true, rounds: true)
            }
            x = next
        }
        return x
    }

    private func make(_ rows: Int, _ columns: Int) -> TrainingTensor { TrainingTensor(rows: rows, columns: columns, in: arena) }
}
