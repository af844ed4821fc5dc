internal import TruthTensors

/// The engine's thread: one forward pass after another over all conversations, as they come and go.
///
/// Everything here belongs to that thread; the ``Inbox`` is its only door.
package final class EngineLoop {
    private let model: Decoder
    private let options: EngineOptions
    private let setting: Conversation.Setting
    private let inbox: Inbox
    private let workspace: DecoderWorkspace
    private var batch = DecoderBatch()
    private let slots: [Slot]
    /// In order of arrival.
    private var running: [Conversation] = []
    private var waiting: [Ticket] = []
    private var requestCount = 0

    /// How many shared tokens are worth waiting for: reading fewer takes less time than drawing one.
    private static let worthWaitingFor = 16

    package init(model: Decoder, options: EngineOptions, setting: Conversation.Setting, inbox: Inbox) {
        self.model = model
        self.options = options
        self.setting = setting
        self.inbox = inbox
        workspace = DecoderWorkspace(for: model.configuration)
        slots = (0..<options.slotCount).map { _ in Slot(cache: KVCache(for: model.configuration, precision: options.cachePrecision)) }
    }

    /// Serves requests until the inbox is closed; then every open stream ends with an error.
    package func run() {
        while let arrivals = inbox.take(isIdle: running.isEmpty && waiting.isEmpty) {
            waiting += arrivals
            dropCancelled()
            admit()
            inbox.report(running: running.count, waiting: waiting.count)
            step()
        }
        for ticket in running.map(\.ticket) + waiting { ticket.close(throwing: ModelError.stopped) }
        inbox.report(running: 0, waiting: 0)
    }

    /// Lets go of those whose reader has gone away.
    private func dropCancelled() {
        waiting.removeAll(where: \.isCancelled)
        release(where: \.ticket.isCancelled)
    }

    /// Gives free slots to those who have waited longest.
    private func admit() {
        while let ticket = waiting.first {
            let reusable = Conversation.needsAllLogits(ticket.request) ? 0 : ticket.prompt.count - 1
            // Whoever is about to read the same beginning spares this one the work; it waits no longer than reading would take.
            let beginning = ticket.prompt[..<reusable]
            if running.contains(where: { $0.isReadingBeginning(of: beginning, under: ticket.adapter, atLeast: Self.worthWaitingFor) }) { return }
            guard let slot = slots.slot(for: ticket.prompt, reusable: reusable, adapterName: ticket.adapter?.name) else { return }
            let conversation = Conversation(ticket, in: slot, setting: setting)
            slot.conversation = conversation
            running.append(conversation)
            waiting.removeFirst()
        }
    }

    /// One forward pass: the next token of every answer, and a stretch of the prompts being read, oldest first.
    private func step() {
        guard !running.isEmpty else { return }
        batch.removeAll()
        var budget = options.promptStretch
        for conversation in running { conversation.addNextTokens(to: &batch, budget: &budget) }
        model.forward(batch, in: workspace, on: setting.processor)
        for conversation in running { conversation.receive(workspace.logits) }
        release(where: \.isFinished)
    }

    private func release(where isDone: (Conversation) -> Bool) {
        let done = running.filter(isDone)
        guard !done.isEmpty else { return }
        for conversation in done {
            requestCount += 1
            conversation.slot.lastUse = requestCount
            conversation.slot.conversation = nil
        }
        running.removeAll(where: isDone)
        boundIdleMemory()
        inbox.report(running: running.count, waiting: waiting.count)
        for conversation in done { conversation.close() }
    }

    /// Forgets the caches that have been idle longest, until the rest fit.
    private func boundIdleMemory() {
        let idle = slots.filter(\.isFree).sorted { $0.lastUse > $1.lastUse }
        var byteCount = 0
        for slot in idle {
            byteCount += slot.cache.byteCount
            if byteCount > options.idleCacheByteLimit { slot.cache = KVCache(for: model.configuration, precision: options.cachePrecision) }
        }
    }
}
