/// A tensor of a checkpoint: its name, and where its numbers lie.
public struct TensorEntry: Sendable, Hashable {
    public let name: String
    public let type: TensorType
    /// Dimensions from the outermost to the innermost, so a matrix has `[rows, columns]`. Empty for a single number.
    public let shape: [Int]
    /// Where the numbers begin, counted from the beginning of the file.
    public let byteOffset: Int
    /// How many bytes the numbers take.
    public let byteCount: Int
    /// Which of the model's files has them, from 0.
    public internal(set) var part = 0

    /// The number of numbers, which fits because the file holds them.
    public var elementCount: Int { shape.reduce(1, *) }

    /// The shape for a message: `[49152, 576]`.
    public var shapeText: String { "\(shape)" }

    /// How many bytes a tensor takes.
    ///
    /// - Returns: `nil` if a dimension is negative, the product overflows, or rows are no whole number of blocks.
    static func byteCount(of type: TensorType, shape: [Int]) -> Int? {
        var count = 1
        for dimension in shape {
            guard dimension >= 0 else { return nil }
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            if overflow { return nil }
            count = product
        }
        guard (shape.last ?? 1) % type.elementsPerBlock == 0 else { return nil }
        let (bytes, overflow) = (count / type.elementsPerBlock).multipliedReportingOverflow(by: type.bytesPerBlock)
        return overflow ? nil : bytes
    }
}
