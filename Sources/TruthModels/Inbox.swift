import Dispatch
import Synchronization

/// Where requests wait for the engine's thread.
///
/// A semaphore wakes the thread, so that an idle engine costs nothing.
package final class Inbox: Sendable {
    private struct State {
        var arrivals: [Ticket] = []
        var isClosed = false
        var activity: Engine.Activity
    }

    private let state: Mutex<State>
    private let signal = DispatchSemaphore(value: 0)

    package init(slotCount: Int) {
        state = Mutex(State(activity: Engine.Activity(running: 0, waiting: 0, slotCount: slotCount)))
    }

    /// Adds a request.
    ///
    /// - Returns: Whether it was taken; a closed inbox takes none.
    package func put(_ ticket: Ticket) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed else { return false }
            state.arrivals.append(ticket)
            state.activity.waiting += 1
            return true
        }
        signal.signal()
        return isTaken
    }

    /// Takes what has arrived; waits for something to arrive, or for the end, if `isIdle`.
    ///
    /// - Returns: The new requests, in order, or `nil` once the inbox is closed.
    package func take(isIdle: Bool) -> [Ticket]? {
        while true {
            let (arrivals, isClosed) = state.withLock { state in
                defer { state.arrivals = [] }
                return (state.arrivals, state.isClosed)
            }
            if isClosed {
                // Those that arrived before the end are told too.
                for ticket in arrivals { ticket.close(throwing: ModelError.stopped) }
                return nil
            }
            if !isIdle || !arrivals.isEmpty { return arrivals }
            signal.wait()
        }
    }

    package func close() {
        state.withLock { $0.isClosed = true }
        signal.signal()
    }

    /// How busy the engine is.
    package var activity: Engine.Activity { state.withLock { $0.activity } }

    /// Notes how many requests the engine's thread serves and holds back; those that have just arrived wait too.
    package func report(running: Int, waiting: Int) {
        state.withLock { state in
            state.activity.running = running
            state.activity.waiting = waiting + state.arrivals.count
        }
    }
}
