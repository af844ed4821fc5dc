package import TruthTensors

/// Where a run computes: its processor, the memory of its tensors, and how it stores their numbers.
package struct TrainingDevice {
    package let processor: Processor
    package let arena: TensorArena
    package let precision: Precision

    package init(_ processor: Processor, arena: TensorArena = TensorArena(), precision: Precision) {
        self.processor = processor
        self.arena = arena
        self.precision = precision
    }

    /// A tape of which nothing is recorded yet.
    ///
    /// - Parameter isRecording: Whether there will be a way back.
    package func tape(isRecording: Bool) -> Tape {
        Tape(processor: processor, arena: arena, precision: precision, isRecording: isRecording)
    }
}
