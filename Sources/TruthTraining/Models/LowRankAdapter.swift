internal import TruthTensors

// N rows · K columns of the matrix · r rank

/// A correction of low rank that learns in place of a matrix: `W + s · B · A` (LoRA, arXiv:2106.09685).
///
/// Products go through the corrected matrix as a whole, forward and back, so they cost what the base's cost; it is made anew when `A` and
/// `B` have changed. Only the gradients differ: with `dy` and `x` of a product, `dB = s · dyᵀ (x Aᵀ)` and `dA = s · (dy B)ᵀ x`, and the
/// gradient by `W`, a third of a step's work, is never computed. Not `Sendable`: one run works with it.
package final class LowRankAdapter {
    /// The correction of some rows of the matrix, which are a tensor of their own in files.
    package struct Part {
        /// The tensor's name in files.
        package let name: String
        package let rows: Range<Int>
        /// `A`, `[r, K]`
        package let down: Parameter
        /// `B`, `[rows, r]`
        package let up: Parameter
    }

    package let parts: [Part]
    /// `s`, alpha over rank.
    package let scale: Float
    private let device: TrainingDevice
    /// `W + s · B · A`, in the precision of products.
    private(set) var merged: TrainingTensor

    /// A correction of nothing: `B` is zero, `A` drawn.
    ///
    /// - Parameters:
    ///   - base: The matrix; it doesn't learn any more.
    ///   - wanted: Which of its parts are corrected.
    package init(of base: Parameter, parts wanted: [Parameter.Part], rank: Int, alpha: Float, seed: UInt64, on device: TrainingDevice) {
        self.device = device
        scale = alpha / Float(rank)
        let columns = base.value.columns
        parts = wanted.map { part in
            let stem = part.name.hasSuffix(".weight") ? String(part.name.dropLast(".weight".count)) : part.name
            let down = Parameter(name: stem + ".lora_A.weight", role: .hidden, rows: rank, columns: columns, in: device.arena)
            // The variance of PEFT's uniform numbers between ±1/√K.
            var normal = NormalSource(seed: StableHash.hash(down.name, seed: seed))
            let deviation = 1 / (3 * Float(columns)).squareRoot()
            down.value.fill((0..<down.count).map { _ in deviation * normal.next() })
            let up = Parameter(name: stem + ".lora_B.weight", role: .hidden, rows: part.rows.count, columns: rank, in: device.arena)
            return Part(name: part.name, rows: part.rows, down: down, up: up)
        }
        merged = TrainingTensor(rows: base.value.rows, columns: columns, type: device.precision.activationType, in: device.arena)
    }

    /// What learns.
    package var parameters: [Parameter] { parts.flatMap { [$0.down, $0.up] } }

    /// Makes the corrected matrix anew.
    func merge(into base: Parameter) {
        device.processor.copy(corrected(base), to: merged)
    }

    /// `W + s · B · A` in F32, `[N, K]`.
    func corrected(_ base: Parameter) -> TrainingTensor {
        let result = TrainingTensor(rows: base.value.rows, columns: base.value.columns, in: device.arena)
        device.processor.copy(base.value, to: result)
        for part in parts {
            device.processor.multiply(
                .inputGradient, part.up.value, part.down.value, into: result.part(rows: part.rows), scale: scale, adds: true, rounds: false)
        }
        return result
    }

    /// Adds the gradients that a product `outputScale · x · Wᵀ` has for `A` and `B`.
    ///
    /// - Parameters:
    ///   - input: `x`, `[T, K]`.
    ///   - outputGradient: `[T, N]`.
    func addGradients(input: TrainingTensor, outputGradient: TrainingTensor, outputScale: Float) {
        let (processor, arena, rounds) = (device.processor, device.arena, device.precision.rounds), type = device.precision.activationType
        for part in parts {
            let gradient = outputGradient.part(columns: part.rows), rank = part.down.value.rows, scale = scale * outputScale
            let narrowed = TrainingTensor(rows: input.rows, columns: rank, type: type, in: arena)
            processor.multiply(.forward, input, part.down.operand(device.precision), into: narrowed, rounds: rounds)
            let narrowGradient = TrainingTensor(rows: input.rows, columns: rank, type: type, in: arena)
            processor.multiply(.inputGradient, gradient, part.up.operand(device.precision), into: narrowGradient, scale: scale, rounds: rounds)
            part.up.addGradient(in: arena) { target, adds in
                processor.multiply(.weightGradient, gradient, narrowed, into: target, scale: scale, adds: adds, rounds: rounds)
            }
            part.down.addGradient(in: arena) { target, adds in
                processor.multiply(.weightGradient, narrowGradient, input, into: target, adds: adds, rounds: rounds)
            }
        }
    }
}
