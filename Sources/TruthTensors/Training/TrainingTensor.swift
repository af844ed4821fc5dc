import CTruthKernels

/// Numbers `[rows, columns]` that training computes with, in F32 or BF16, or a part of such numbers.
///
/// A part shares the memory of the whole: writing through one is seen through the other. The memory goes back to its arena when
/// the last part is gone. Not `Sendable`: one task works with it at a time.
@safe
package struct TrainingTensor {
    package let rows: Int
    package let columns: Int
    /// Elements from one row to the next.
    package let stride: Int
    /// `.f32` or `.bf16`.
    package let type: ElementType
    private let storage: Storage
    private let offset: Int

    /// Owns an allocation and gives it back.
    @safe
    private final class Storage {
        let allocation: Allocation
        private let arena: TensorArena

        init(byteCount: Int, arena: TensorArena) {
            allocation = arena.take(byteCount: byteCount)
            self.arena = arena
        }

        deinit { arena.give(allocation) }
    }

    /// Undefined numbers.
    package init(rows: Int, columns: Int, type: ElementType = .f32, in arena: TensorArena) {
        precondition(rows >= 0 && columns > 0, "TrainingTensor: \(rows) rows and \(columns) columns")
        precondition(type == .f32 || type == .bf16, "TrainingTensor: numbers of type \(type)")
        self.rows = rows
        self.columns = columns
        self.type = type
        stride = columns
        storage = Storage(byteCount: rows * columns * type.bytesPerBlock, arena: arena)
        offset = 0
    }

    private init(part whole: TrainingTensor, rows: Range<Int>, columns: Range<Int>) {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= whole.rows && columns.lowerBound >= 0 && columns.upperBound <= whole.columns && !columns.isEmpty,
            "TrainingTensor: rows \(rows) and columns \(columns) of [\(whole.rows), \(whole.columns)]")
        self.rows = rows.count
        self.columns = columns.count
        type = whole.type
        stride = whole.stride
        storage = whole.storage
        offset = whole.offset + rows.lowerBound * whole.stride + columns.lowerBound
    }

    /// BF16 numbers in the first halves of F32 rows.
    init(bf16In whole: TrainingTensor) {
        precondition(whole.type == .f32, "TrainingTensor: \(whole.type) rows seen as BF16")
        rows = whole.rows
        columns = whole.columns
        type = .bf16
        stride = whole.stride * 2
        storage = whole.storage
        offset = whole.offset * 2
    }

    /// Some rows.
    package func part(rows: Range<Int>) -> TrainingTensor { TrainingTensor(part: self, rows: rows, columns: 0..<columns) }

    /// Some columns of all rows.
    package func part(columns: Range<Int>) -> TrainingTensor { TrainingTensor(part: self, rows: 0..<rows, columns: columns) }

    /// Numbers in all rows.
    package var count: Int { rows * columns }
    /// Whether rows follow each other without gaps.
    package var isDense: Bool { stride == columns || rows <= 1 }

    // MARK: - What kernels see; valid while the tensor lives

    var base: UnsafeMutableRawPointer { unsafe storage.allocation.base + offset * type.bytesPerBlock }

    /// The numbers as floats.
    ///
    /// - Precondition: They are F32.
    var floats: UnsafeMutablePointer<Float> {
        precondition(type == .f32, "TrainingTensor: \(type) numbers as floats")
        return unsafe base.assumingMemoryBound(to: Float.self)
    }

    func floatRow(_ row: Int) -> UnsafeMutablePointer<Float> { unsafe floats + row * stride }

    func row(_ row: Int) -> tg_row {
        unsafe tg_row(values: base + row * stride * type.bytesPerBlock, type: type.kernelType)
    }

    // MARK: - Looking in and filling

    /// A copy of all numbers, row by row, as floats.
    package var values: [Float] {
        unsafe [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            for row in 0..<rows {
                // Row `row` of the buffer has `columns` floats; it is in bounds.
                let target = unsafe tg_row(values: buffer.baseAddress! + row * columns, type: TG_F32)
                unsafe tg_gradients_scalar.convert(self.row(row), columns, target)
            }
            initialized = count
        }
    }

    /// Overwrites all numbers, row by row.
    package func fill(_ values: [Float]) {
        precondition(values.count == count, "fill: \(values.count) values for [\(rows), \(columns)]")
        unsafe values.withUnsafeBufferPointer { source in
            for row in 0..<rows {
                // Kernels only read what they convert from.
                let from = unsafe tg_row(values: UnsafeMutablePointer(mutating: source.baseAddress! + row * columns), type: TG_F32)
                unsafe tg_gradients_scalar.convert(from, columns, self.row(row))
            }
        }
    }

    /// Overwrites all numbers with zeros.
    package func clear() {
        for row in 0..<rows {
            // A row is in bounds; zero bytes are zeros in both types.
            unsafe (base + row * stride * type.bytesPerBlock).initializeMemory(as: UInt8.self, repeating: 0, count: columns * type.bytesPerBlock)
        }
    }

    /// The bytes of all numbers as they lie in memory, lowest byte first.
    ///
    /// - Precondition: Rows have no gaps.
    package func withBytes<R>(_ body: (RawSpan) throws -> R) rethrows -> R {
        precondition(isDense, "withBytes: rows of \(columns) every \(stride)")
        // The allocation has that many bytes and lives as long as this tensor.
        return try withExtendedLifetime(storage) {
            try unsafe body(RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: count * type.bytesPerBlock))
        }
    }

    /// A copy of some of the bytes of ``withBytes(_:)``.
    package func bytes(_ range: Range<Int>) -> [UInt8] {
        withBytes { all in
            precondition(range.lowerBound >= 0 && range.upperBound <= all.byteCount, "bytes: \(range) of \(all.byteCount)")
            // In bounds by the check above.
            return unsafe all.withUnsafeBytes { unsafe Array($0[range]) }
        }
    }

    /// Overwrites all numbers with bytes as they lie in memory.
    ///
    /// - Precondition: Rows have no gaps, and there are as many bytes.
    package func fill(bytes: RawSpan) {
        precondition(isDense && bytes.byteCount == count * type.bytesPerBlock, "fill: \(bytes.byteCount) bytes for [\(rows), \(columns)] in \(type)")
        unsafe bytes.withUnsafeBytes { source in
            guard let start = source.baseAddress else { return }
            // Both sides have that many bytes.
            unsafe base.copyMemory(from: start, byteCount: source.count)
        }
    }
}
