import CTruthKernels

/// Frozen weights `[rows, columns]` of any element type, in their file's layout, mapped or owned.
///
/// `@unchecked Sendable`: the bytes are never written after `init`, and `owner` keeps them alive.
@safe
public struct Matrix: @unchecked Sendable {
    public let type: ElementType
    public let rows: Int
    public let columns: Int
    private let bytes: UnsafePointer<UInt8>
    /// The mapped file or the allocation.
    private let owner: any AnyObject & Sendable

    /// Bytes of all rows.
    public var byteCount: Int { rows * bytesPerRow }
    package var bytesPerRow: Int { columns / type.elementsPerBlock * type.bytesPerBlock }

    /// A matrix over `file`, which is not copied.
    ///
    /// - Throws: ``TensorError`` if the shape is impossible, cuts a block, or ends behind the file.
    public init(type: ElementType, rows: Int, columns: Int, in file: MappedFile, at offset: Int) throws(TensorError) {
        let size = try Self.byteCount(type: type, rows: rows, columns: columns)
        guard offset >= 0, offset <= file.byteCount, size <= file.byteCount - offset else {
            throw .outsideFile(path: file.path, offset: offset, byteCount: size, fileByteCount: file.byteCount)
        }
        self.type = type
        self.rows = rows
        self.columns = columns
        owner = file
        // In bounds by the check above.
        unsafe bytes = (file.base + offset).assumingMemoryBound(to: UInt8.self)
    }

    /// A matrix that owns a copy of `bytes`.
    ///
    /// - Throws: ``TensorError`` if the shape is impossible, cuts a block, or takes another number of bytes.
    public init(type: ElementType, rows: Int, columns: Int, bytes source: [UInt8]) throws(TensorError) {
        let size = try Self.byteCount(type: type, rows: rows, columns: columns)
        guard size == source.count else {
            throw .unexpectedByteCount(type: type, rows: rows, columns: columns, expected: size, found: source.count)
        }
        let allocation = Allocation(byteCount: size)
        // Both sides have `size` bytes.
        unsafe source.withUnsafeBytes { unsafe allocation.base.copyMemory(from: $0.baseAddress!, byteCount: size) }
        self.init(type: type, rows: rows, columns: columns, owning: allocation)
    }

    /// An F32 matrix that owns a copy of `values`, row by row.
    public init(rows: Int, columns: Int, values: [Float]) {
        precondition(rows > 0 && columns > 0, "Matrix: \(rows) rows and \(columns) columns")
        precondition(rows * columns == values.count, "Matrix: \(rows) × \(columns) against \(values.count) values")
        let allocation = Allocation(byteCount: values.count * 4)
        // Both sides have four bytes per value.
        unsafe values.withUnsafeBytes { unsafe allocation.base.copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
        self.init(type: .f32, rows: rows, columns: columns, owning: allocation)
    }

    private init(type: ElementType, rows: Int, columns: Int, bytes: UnsafePointer<UInt8>, owner: any AnyObject & Sendable) {
        self.type = type
        self.rows = rows
        self.columns = columns
        self.owner = owner
        unsafe self.bytes = bytes
    }

    private init(type: ElementType, rows: Int, columns: Int, owning allocation: Allocation) {
        self.type = type
        self.rows = rows
        self.columns = columns
        owner = allocation
        // The caller allocated byteCount bytes.
        unsafe bytes = UnsafePointer(allocation.base.assumingMemoryBound(to: UInt8.self))
    }

    /// The weights of some rows alone, over the same bytes.
    public func part(rows part: Range<Int>) -> Matrix {
        precondition(!part.isEmpty && part.lowerBound >= 0 && part.upperBound <= rows, "Matrix: rows \(part) of \(rows)")
        // The rows are in bounds, and the owner outlives both matrices.
        return unsafe Matrix(type: type, rows: part.count, columns: columns, bytes: bytes + part.lowerBound * bytesPerRow, owner: owner)
    }

    /// Row `row` widened to 32-bit floats.
    public func values(row: Int) -> [Float] {
        unsafe [Float](unsafeUninitializedCapacity: columns) { buffer, count in
            unsafe widen(row: row, into: buffer.baseAddress!, kernels: bestKernels)
            count = columns
        }
    }

    /// The same weights in another type. Q4_0 to Q5_1 are rounded as GGML's reference quantiser does, the others with less
    /// squared error than it.
    ///
    /// - Precondition: `columns` is a multiple of the type's block.
    public func converted(to type: ElementType) -> Matrix {
        let result = empty(as: type)
        for row in 0..<rows { convert(row: row, to: result, row) }
        return result
    }

    /// The same, on the threads of a processor.
    ///
    /// - Parameter order: Which of this matrix's rows each row of the result is; `nil`: the same.
    public func converted(to type: ElementType, on processor: Processor, order: ((Int) -> Int)? = nil) -> Matrix {
        let result = empty(as: type)
        // Every row of the result is written by one thread.
        processor.forEach(rows) { row in convert(row: order?(row) ?? row, to: result, row) }
        return result
    }

    private func empty(as type: ElementType) -> Matrix {
        precondition(columns % type.elementsPerBlock == 0, "converted: \(columns) columns against blocks of \(type.elementsPerBlock)")
        let allocation = Allocation(byteCount: rows * (columns / type.elementsPerBlock) * type.bytesPerBlock)
        return Matrix(type: type, rows: rows, columns: columns, owning: allocation)
    }

    /// Rounds a row to row `place` of `result`, which nobody else has yet.
    private func convert(row: Int, to result: Matrix, _ place: Int) {
        let wide = values(row: row)
        // Row `place` of the result lies inside its allocation.
        unsafe tg_convert(result.type.kernelType, wide, columns, UnsafeMutableRawPointer(mutating: result.bytes + place * result.bytesPerRow))
    }

    /// The first row that holds infinity or what is not a number; `nil` if there is none.
    package func firstRowThatIsNotFinite() -> Int? {
        (0..<rows).first { row in values(row: row).contains { !$0.isFinite } }
    }

    /// The bytes of some rows.
    package func rawBytes(rows range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "Matrix: rows \(range) of \(rows)")
        // In bounds by the check above.
        return withExtendedLifetime(owner) {
            unsafe Array(UnsafeBufferPointer(start: bytes + range.lowerBound * bytesPerRow, count: range.count * bytesPerRow))
        }
    }

    /// All bytes, row by row.
    package var rawBytes: [UInt8] {
        withExtendedLifetime(owner) { unsafe Array(UnsafeBufferPointer(start: bytes, count: byteCount)) }
    }

    /// What the kernels see. Valid while the matrix lives.
    var kernelView: tg_matrix {
        unsafe tg_matrix(bytes: bytes, rows: rows, columns: columns, type: type.kernelType)
    }

    /// Writes row `row` as 32-bit floats to `output`, which has room for `columns`.
    func widen(row: Int, into output: UnsafeMutablePointer<Float>, kernels: UnsafePointer<tg_kernels>) {
        precondition(row >= 0 && row < rows, "Matrix: row \(row) of \(rows)")
        // The row is in bounds; the caller vouches for `output`.
        withExtendedLifetime(owner) {
            unsafe kernels.pointee.widen(type.kernelType, bytes + row * bytesPerRow, columns, output)
        }
    }

    private static func byteCount(type: ElementType, rows: Int, columns: Int) throws(TensorError) -> Int {
        guard rows > 0, columns > 0 else { throw .invalidShape(rows: rows, columns: columns) }
        guard columns % type.elementsPerBlock == 0 else { throw .partialBlock(type: type, columns: columns) }
        let (perRow, rowOverflow) = (columns / type.elementsPerBlock).multipliedReportingOverflow(by: type.bytesPerBlock)
        let (total, overflow) = perRow.multipliedReportingOverflow(by: rows)
        guard !rowOverflow, !overflow else { throw .invalidShape(rows: rows, columns: columns) }
        return total
    }
}

extension ElementType {
    /// The same case in C.
    var kernelType: tg_type {
        switch self {
        case .f32: TG_F32
        case .f16: TG_F16
        case .bf16: TG_BF16
        case .q4_0: TG_Q4_0
        case .q4_1: TG_Q4_1
        case .q8_0: TG_Q8_0
        case .q5_0: TG_Q5_0
        case .q5_1: TG_Q5_1
        case .q2_K: TG_Q2_K
        case .q3_K: TG_Q3_K
        case .q4_K: TG_Q4_K
        case .q5_K: TG_Q5_K
        case .q6_K: TG_Q6_K
        case .iq4_NL: TG_IQ4_NL
        case .iq4_XS: TG_IQ4_XS
        case .mxfp4: TG_MXFP4
        }
    }

    /// Whether products with it take 8-bit activations.
    var isQuantized: Bool { elementsPerBlock > 1 }
}
