package import TruthTensors

/// Numbers that a model learns, `[rows, columns]`, with their gradient and what the optimiser remembers of them.
///
/// Not `Sendable`: one run works with it.
package final class Parameter {
    /// What a parameter is to its model, which decides how it starts and how fast it learns.
    package enum Role: String, Sendable, Hashable, Codable {
        /// A row for each token.
        case embedding
        /// A matrix between activations.
        case hidden
        /// A matrix from activations to logits.
        case head
        /// A factor for each channel.
        case gain
        /// A summand for each channel.
        case bias
    }

    /// Rows of a parameter that are a tensor of their own in files.
    package struct Part: Sendable, Hashable {
        package let name: String
        package let rows: Range<Int>

        package init(name: String, rows: Range<Int>) {
            self.name = name
            self.rows = rows
        }
    }

    package let name: String
    package let role: Role
    /// In the order of their rows; together they are the whole.
    package let parts: [Part]
    package let value: TrainingTensor
    /// The value as BF16, for products; the optimiser keeps it up to date.
    package private(set) var rounded: TrainingTensor?
    package var isTrainable = true
    /// What learns in its place; `nil` for nothing.
    package private(set) var adapter: LowRankAdapter?
    private var gradientMemory: TrainingTensor?
    private var hasGradient = false
    /// What the optimiser keeps from step to step, by its own names.
    package var optimizerState: [String: TrainingTensor] = [:]

    /// Zeros.
    package init(name: String, role: Role, rows: Int, columns: Int, parts: [Part]? = nil, in arena: TensorArena) {
        self.name = name
        self.role = role
        self.parts = parts ?? [Part(name: name, rows: 0..<rows)]
        precondition(
            self.parts.reduce(0) { $1.rows.lowerBound == $0 ? $1.rows.upperBound : -1 } == rows, "Parameter \(name): its parts don't make \(rows) rows")
        value = TrainingTensor(rows: rows, columns: columns, in: arena)
        value.clear()
    }

    package var count: Int { value.count }

    /// What products read.
    func operand(_ precision: Precision) -> TrainingTensor { adapter?.merged ?? (precision == .bf16 ? rounded ?? value : value) }

    // MARK: - Gradient

    /// The gradient so far; `nil` before the first.
    package var gradient: TrainingTensor? { hasGradient ? gradientMemory : nil }

    /// Has `body` write the gradient, or add to what is there. Does nothing where the parameter doesn't learn.
    func addGradient(in arena: TensorArena, _ body: (TrainingTensor, _ adds: Bool) -> Void) {
        guard isTrainable else { return }
        let memory = gradientMemory ?? TrainingTensor(rows: value.rows, columns: value.columns, in: arena)
        gradientMemory = memory
        body(memory, hasGradient)
        hasGradient = true
    }

    /// The gradient, zeros if there is none yet, for operations that can only add.
    func gradientToAddTo(in arena: TensorArena) -> TrainingTensor? {
        guard isTrainable else { return nil }
        addGradient(in: arena) { memory, adds in if !adds { memory.clear() } }
        return gradientMemory
    }

    package func clearGradient() { hasGradient = false }

    // MARK: - Adapters

    /// From now on `adapter` learns, and the value stays as it is.
    package func freeze(under adapter: LowRankAdapter) {
        isTrainable = false
        self.adapter = adapter
        adapter.merge(into: self)
    }

    /// Brings the corrected matrix up to date with the adapter.
    package func mergeAdapter() { adapter?.merge(into: self) }

    /// The numbers that the model computes with, in F32: the value, or the value under its adapter.
    package var effectiveValue: TrainingTensor { adapter?.corrected(self) ?? value }

    // MARK: - BF16

    /// Makes the BF16 copy, or brings it up to date.
    package func round(on processor: Processor, in arena: TensorArena) {
        let target = rounded ?? TrainingTensor(rows: value.rows, columns: value.columns, type: .bf16, in: arena)
        processor.copy(value, to: target)
        rounded = target
    }
}
