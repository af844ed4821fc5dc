import CTruthKernels

/// Threads that share the items of one job at a time.
///
/// `@unchecked Sendable`: the C pool lets one caller in at a time.
@safe
final class ThreadPool: @unchecked Sendable {
    let threadCount: Int
    private let pool: OpaquePointer

    /// The C pool, for functions that share their work out themselves. Valid while this object lives.
    var handle: OpaquePointer { unsafe pool }

    init(threadCount: Int) {
        precondition(threadCount >= 1, "ThreadPool: \(threadCount) threads")
        guard let pool = unsafe tg_pool_create(Int32(threadCount)) else {
            refuse("\(threadCount) threads can't be started. Set TRUTHGPT_THREADS to a smaller number, or raise the limit (ulimit -u).")
        }
        unsafe self.pool = pool
        self.threadCount = threadCount
    }

    deinit {
        // Nobody runs a job without holding this object.
        unsafe tg_pool_destroy(pool)
    }

    /// Calls `body` once for each of `0..<count`, from all threads, in no fixed order, and returns when all calls have.
    func run(_ count: Int, _ body: (Int) -> Void) {
        guard count > 1, threadCount > 1 else {
            for item in 0..<count { body(item) }
            return
        }
        withoutActuallyEscaping(body) { body in
            var body = body
            // The closure outlives the call, and the workers only read it.
            unsafe withUnsafeMutablePointer(to: &body) { pointer in
                unsafe tg_pool_run(
                    pool, count,
                    { context, item in unsafe context!.assumingMemoryBound(to: ((Int) -> Void).self).pointee(item) },
                    pointer)
            }
        }
    }
}
