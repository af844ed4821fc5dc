import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TruthEvidence

/// Lets vectors be computed while no request runs, until the server ends.
struct VectorService: Service {
    let services: Services
    let vectors: any VectorKeeping
    let logger: Logger

    /// So long after all is done, and after a failure, it is looked whether there is more to do.
    static let interval = Duration.seconds(2), intervalAfterFailure = Duration.seconds(60)
    /// How long waiting for the end of requests sleeps.
    private static let pause = 0.02

    func run() async throws {
        let wish = StopWish(), hasEnded = StopWish()
        Task.detached {
            await work(until: wish)
            hasEnded.stop()
        }
        await withGracefulShutdownHandler {
            await withTaskCancellationHandler { await Self.wait(for: wish) } onCancel: { wish.stop() }
        } onGracefulShutdown: {
            wish.stop()
        }
        // A few passages take no time. Making the lists of a very large collection does; that is done again after the next start.
        await Self.wait(for: hasEnded, atMost: .seconds(2))
    }

    private static func wait(for sign: StopWish, atMost duration: Duration = .seconds(1 << 40)) async {
        let end = ContinuousClock.now + duration
        while !sign.isStopped, ContinuousClock.now < end, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(50)) }
    }

    private func work(until wish: StopWish) async {
        while !wish.isStopped {
            var interval = Self.interval
            do {
                try await services.blocking { try update(until: wish) }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("Vectors can't be computed; searches go by words meanwhile", metadata: ["error": "\(error)"])
                services.vectors.withLock { $0 = nil }
                interval = Self.intervalAfterFailure
            }
            await Self.wait(for: wish, atMost: interval)
        }
    }

    /// Blocks until nothing is missing.
    private func update(until wish: StopWish) throws {
        var told = -1
        let hasWorked = try vectors.update { progress in
            services.vectors.withLock { $0 = progress }
            let tenth = progress.total == 0 ? 10 : progress.embedded * 10 / progress.total
            if tenth > told, progress.embedded < progress.total {
                logger.notice("Computing vectors: \(progress.embedded) of \(progress.total) passages")
                told = tenth
            }
            repeat {
                try wish.check()
                if services.isIdle { break }
                Thread.sleep(forTimeInterval: Self.pause)
            } while true
        }
        guard hasWorked, let progress = services.vectors.withLock({ $0 }) else { return }
        logger.notice("\(progress.embedded) passages have vectors")
    }
}
