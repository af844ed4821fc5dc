import Synchronization
internal import TruthTensors

/// What each thread needs to run passes of an encoder by itself: a processor of one thread, and activations.
final class EncoderLanes: Sendable {
    /// `@unchecked Sendable`: whoever takes it out of `free` is alone with it.
    private final class Lane: @unchecked Sendable {
        let processor: Processor
        let workspace: EncoderWorkspace

        init(_ model: any Encoder, _ instructionSet: InstructionSet) {
            processor = Processor(instructionSet: instructionSet, threadCount: 1)
            workspace = model.workspace()
        }
    }

    private let free: Mutex<[Lane]>

    init(for model: any Encoder, on processor: Processor) {
        free = Mutex((0..<processor.threadCount).map { _ in Lane(model, processor.instructionSet) })
    }

    /// Runs a pass on the calling thread.
    ///
    /// - Precondition: At most as many calls at once as the processor has threads.
    func run(_ pass: EncoderPass, pooling: Pooling, _ model: any Encoder) -> [[Float]] {
        let lane = free.withLock { $0.removeLast() }
        defer { free.withLock { $0.append(lane) } }
        return pass.run(model, pooling: pooling, in: lane.workspace, on: lane.processor)
    }
}
