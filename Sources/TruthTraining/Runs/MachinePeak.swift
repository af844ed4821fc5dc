package import TruthTensors

/// How fast this machine multiplies, which a run's speed is compared with.
package enum MachinePeak {
    /// Floating-point operations per second of the best of some products [1024, 1024] · [1024, 1024].
    ///
    /// It is a product that was reached, so a little less than what the processor could do.
    package static func measure(_ precision: Precision, on processor: Processor, in arena: TensorArena) -> Double {
        let side = 1024
        func make(_ type: ElementType) -> TrainingTensor {
            let tensor = TrainingTensor(rows: side, columns: side, type: type, in: arena)
            tensor.fill((0..<side * side).map { Float($0 % 17) / 17 })
            return tensor
        }
        let (a, b, out) = (make(precision.activationType), make(precision.activationType), make(.f32))
        var best = 0.0
        for _ in 0..<12 {
            let start = ContinuousClock.now
            processor.multiply(.forward, a, b, into: out, rounds: precision.rounds)
            best = max(best, 2 * Double(side * side * side) / ((ContinuousClock.now - start) / .seconds(1)))
        }
        return best
    }
}
