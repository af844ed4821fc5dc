import CTruthKernels
import Synchronization

/// The processor as a device for tensors: the kernels of one instruction set and a pool of threads.
///
/// A row of a result never depends on how many rows are computed with it, nor on the number of threads.
///
/// `@unchecked Sendable`: `lock` lets one operation in at a time, and only operations touch `workspace`.
@safe
public final class Processor: @unchecked Sendable {
    /// The fastest instruction set, on as many threads as this process may use.
    public static let shared = Processor(instructionSet: .best, threadCount: ThreadCount.forThisProcess())

    public let instructionSet: InstructionSet
    public let threadCount: Int

    let kernels: UnsafePointer<tg_kernels>
    let pool: ThreadPool
    /// Where the time of training goes, once it is started.
    package let profile = TrainingProfile()
    private let lock = Mutex(())
    private var workspace = Workspace()

    /// - Precondition: the instruction set is available and there is at least one thread.
    public init(instructionSet: InstructionSet, threadCount: Int) {
        self.instructionSet = instructionSet
        self.threadCount = threadCount
        unsafe kernels = kernelTable(instructionSet)
        pool = ThreadPool(threadCount: threadCount)
    }

    /// Runs one operation; others wait.
    func operation(_ body: (Workspace) -> Void) {
        lock.withLock { _ in body(workspace) }
    }

    /// Runs `body(0 ..< count)` on this processor's threads, each item on one, and returns when all are done.
    ///
    /// The items may use other processors, not this one.
    package func forEach(_ count: Int, _ body: (Int) -> Void) {
        operation { _ in pool.run(count, body) }
    }

    /// Runs `body(first, last)` on parts of `0..<count` large enough to be worth a thread.
    ///
    /// - Parameter cost: Roughly the nanoseconds that one of `count` takes.
    func split(_ count: Int, cost: Int, _ body: (Int, Int) -> Void) {
        // A fork costs about a microsecond with everything around it; 4 µs of work make it worth while.
        let size = max(1, 4000 / max(cost, 1), count / (threadCount * 8))
        pool.run((count + size - 1) / size) { part in body(part * size, min(count, (part + 1) * size)) }
    }
}
