/// Activations `[rows, columns]` in 32-bit floats, owned, written in place and reused.
///
/// Not `Sendable`: one task works with it at a time.
@safe
public final class Tensor {
    public private(set) var rows: Int
    public let columns: Int
    private var allocation: Allocation
    /// First element; rows follow each other without gaps.
    private(set) var base: UnsafeMutablePointer<Float>

    /// Zeros.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns > 0, "Tensor: \(rows) rows and \(columns) columns")
        self.rows = rows
        self.columns = columns
        allocation = Allocation(byteCount: rows * columns * 4)
        // The allocation has rows · columns floats.
        unsafe base = allocation.base.bindMemory(to: Float.self, capacity: rows * columns)
        unsafe base.initialize(repeating: 0, count: rows * columns)
    }

    /// A copy of `values`, row by row.
    public convenience init(rows: Int, columns: Int, values: [Float]) {
        precondition(rows * columns == values.count, "Tensor: \(rows) × \(columns) against \(values.count) values")
        self.init(rows: rows, columns: columns)
        // Both sides have values.count floats.
        unsafe values.withUnsafeBufferPointer { unsafe base.update(from: $0.baseAddress!, count: $0.count) }
    }

    /// Changes the number of rows. The content is undefined afterwards; the allocation is kept when it fits.
    public func resize(rows: Int) {
        precondition(rows >= 0, "Tensor: \(rows) rows")
        self.rows = rows
        guard rows * columns * 4 > allocation.byteCount else { return }
        allocation = Allocation(byteCount: rows * columns * 4)
        // The allocation has rows · columns floats; zeros, so that no read is undefined.
        unsafe base = allocation.base.bindMemory(to: Float.self, capacity: rows * columns)
        unsafe base.initialize(repeating: 0, count: rows * columns)
    }

    public subscript(row: Int, column: Int) -> Float {
        get {
            check(row, column)
            return unsafe base[row * columns + column]
        }
        set {
            check(row, column)
            unsafe base[row * columns + column] = newValue
        }
    }

    /// A copy of row `row`.
    public func values(row: Int) -> [Float] {
        check(row, 0)
        return unsafe Array(UnsafeBufferPointer(start: base + row * columns, count: columns))
    }

    /// A copy of all rows.
    public var values: [Float] { unsafe Array(UnsafeBufferPointer(start: base, count: rows * columns)) }

    /// Lends row `row` for reading.
    public func withRow<R>(_ row: Int, _ body: (Span<Float>) throws -> R) rethrows -> R {
        check(row, 0)
        // The row is in bounds and the object outlives the call.
        let span = unsafe Span(_unsafeStart: base + row * columns, count: columns)
        return try body(span)
    }

    /// Lends row `row` for writing.
    public func withMutableRow<R>(_ row: Int, _ body: (inout MutableSpan<Float>) throws -> R) rethrows -> R {
        check(row, 0)
        // The row is in bounds and the object outlives the call.
        var span = unsafe MutableSpan(_unsafeStart: base + row * columns, count: columns)
        return try body(&span)
    }

    private func check(_ row: Int, _ column: Int) {
        precondition(row >= 0 && row < rows && column >= 0 && column < columns, "Tensor: [\(row), \(column)] of [\(rows), \(columns)]")
    }
}
