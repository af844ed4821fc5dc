import CTruthKernels

// T rows · D columns
extension Processor {
    /// Training's row operations of this instruction set.
    var gradients: UnsafePointer<tg_gradients> { unsafe tg_gradients_of(kernels) }

    /// Runs `body` for rows, on all threads; `cost` is about the nanoseconds of one.
    func trainingRows(_ kind: TrainingProfile.Kind, _ count: Int, cost: Int, _ body: (Int) -> Void) {
        profile.measure(kind) {
            operation { _ in
                split(count, cost: max(cost, 1)) { first, last in
                    for row in first..<last { body(row) }
                }
            }
        }
    }

    /// `output = input`, in the output's type.
    package func copy(_ input: TrainingTensor, to output: TrainingTensor) {
        matchShapes(input, output, "copy")
        trainingRows(.copies, input.rows, cost: input.columns / 8) { unsafe gradients.pointee.convert(input.row($0), input.columns, output.row($0)) }
    }

    /// `output = factor · output + scale · input`; a factor of 0 overwrites.
    package func combine(_ input: TrainingTensor, scale: Float = 1, factor: Float = 1, into output: TrainingTensor) {
        matchShapes(input, output, "combine")
        trainingRows(.copies, input.rows, cost: input.columns / 6) {
            unsafe gradients.pointee.combine(input.row($0), scale, input.columns, factor, output.floatRow($0))
        }
    }

    /// The sum of squares of all numbers, in double precision; the same on any number of threads.
    package func sumOfSquares(_ input: TrainingTensor) -> Double {
        // Rows may be short, so parts of about 16,384 numbers are what threads take.
        let rowsPerPart = max(1, 16_384 / input.columns), parts = (input.rows + rowsPerPart - 1) / rowsPerPart
        var sums = [Double](repeating: 0, count: parts)
        unsafe sums.withUnsafeMutableBufferPointer { sums in
            let sums = unsafe SharedPointer(sums.baseAddress!)
            trainingRows(.copies, parts, cost: 8000) { part in
                var sum = 0.0
                for row in part * rowsPerPart..<min(input.rows, (part + 1) * rowsPerPart) {
                    sum += unsafe gradients.pointee.sum_squares(input.row(row), input.columns)
                }
                // Each part writes its own place.
                unsafe sums.pointer[part] = sum
            }
        }
        return sums.reduce(0, +)
    }

    /// Looks up rows: `output[t] = scale · table[ids[t]]`.
    package func gather(_ ids: [Int32], from table: TrainingTensor, scale: Float, into output: TrainingTensor) {
        precondition(output.rows == ids.count && output.columns == table.columns, "gather: \(ids.count) ids of \(table.columns) columns into [\(output.rows), \(output.columns)]")
        for id in ids { precondition(id >= 0 && Int(id) < table.rows, "gather: id \(id) against \(table.rows) rows") }
        trainingRows(.embeddings, ids.count, cost: table.columns / 6) {
            unsafe gradients.pointee.combine(table.row(Int(ids[$0])), scale, table.columns, 0, output.floatRow($0))
        }
    }

    /// Adds to the rows looked up: `table[ids[t]] += scale · gradient[t]`, in the order of t.
    package func scatter(_ gradient: TrainingTensor, scale: Float, to ids: [Int32], of table: TrainingTensor) {
        precondition(gradient.rows == ids.count && gradient.columns == table.columns, "scatter: \(ids.count) ids of \(table.columns) columns from [\(gradient.rows), \(gradient.columns)]")
        for id in ids { precondition(id >= 0 && Int(id) < table.rows, "scatter: id \(id) against \(table.rows) rows") }
        // Threads take columns, so that rows that come twice are added in the same order always.
        let width = 64
        trainingRows(.embeddings, (table.columns + width - 1) / width, cost: 100_000) { part in
            let columns = part * width..<min(table.columns, (part + 1) * width)
            let (from, to) = (gradient.part(columns: columns), table.part(columns: columns))
            for (row, id) in ids.enumerated() {
                unsafe gradients.pointee.combine(from.row(row), scale, columns.count, 1, to.floatRow(Int(id)))
            }
        }
    }

    func matchShapes(_ a: TrainingTensor, _ b: TrainingTensor, _ name: String) {
        precondition(a.rows == b.rows && a.columns == b.columns, "\(name): [\(a.rows), \(a.columns)] against [\(b.rows), \(b.columns)]")
    }
}

/// A pointer that several threads write through, each its own places.
///
/// `@unchecked Sendable`: who hands it out says which places are whose.
@unsafe
struct SharedPointer<Element>: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Element>

    init(_ pointer: UnsafeMutablePointer<Element>) { unsafe self.pointer = pointer }
}
