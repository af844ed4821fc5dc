package import TruthTensors
package import TruthTokens

/// A request being served: first its prompt is read, in stretches, then tokens are drawn one at a time.
package final class Conversation {
    /// What every conversation of an engine shares.
    package struct Setting {
        package let tokenizer: Tokenizer
        package let endTokens: Set<Int>
        package let contextLength: Int
        package let processor: Processor
    }

    package let ticket: Ticket
    package let slot: Slot
    private let setting: Setting
    private let cachedTokens: Int
    private var sampler: Sampler
    /// How tokens are drawn that must fit a grammar.
    private var constrained: ConstrainedDraw?
    private var decoder: StreamingDecoder
    private var filter: StopFilter
    private var echo: PromptEcho?
    private var logProbabilities = LogProbabilities()
    private var completionTokens = 0
    /// The token drawn last, which the model hasn't read yet.
    private var pending: Int?
    /// Which rows of the logits are ours, and the position of the first.
    private var outputs: (rows: Range<Int>, position: Int) = (0..<0, 0)
    /// The last event, once there is nothing more to draw.
    private var ending: GenerationEvent?

    package var isFinished: Bool { ending != nil }

    private var request: GenerationRequest { ticket.request }
    private var prompt: [Int] { ticket.prompt }
    private var usage: Usage {
        Usage(promptTokens: prompt.count, cachedTokens: cachedTokens, completionTokens: completionTokens)
    }

    package init(_ ticket: Ticket, in slot: Slot, setting: Setting) {
        self.ticket = ticket
        self.slot = slot
        self.setting = setting
        cachedTokens = slot.cache.count
        sampler = Sampler(options: ticket.request.sampling)
        constrained = ticket.automaton.map {
            ConstrainedDraw($0, endTokens: setting.endTokens, ignoresEndOfText: ticket.request.ignoresEndOfText)
        }
        decoder = StreamingDecoder(setting.tokenizer)
        filter = StopFilter(stop: ticket.request.stop)
        if ticket.request.echo {
            echo = PromptEcho(prompt: ticket.prompt, topCount: ticket.request.topLogProbabilities, tokenizer: setting.tokenizer)
        }
        for token in ticket.prompt { sampler.observe(token) }
    }

    /// Whether every token of the prompt needs its logits, which also rules out reusing what was read before.
    package static func needsAllLogits(_ request: GenerationRequest) -> Bool {
        request.echo && request.topLogProbabilities != nil
    }

    /// Whether at least `count` tokens at the beginning of `other` are part of this prompt, under the same adapter, and some of them yet to
    /// be read.
    package func isReadingBeginning(of other: ArraySlice<Int>, under adapter: Adapter?, atLeast count: Int) -> Bool {
        guard pending == nil, adapter?.name == ticket.adapter?.name, slot.cache.count < min(prompt.count, other.count) else { return false }
        let shared = zip(prompt, other).prefix { $0 == $1 }.count
        return shared >= count && shared > slot.cache.count
    }

    /// Adds what the model should read next: the token just drawn, or a stretch of the prompt.
    ///
    /// - Parameter budget: How many prompt tokens the pass may still take, reduced by those added here.
    package func addNextTokens(to batch: inout DecoderBatch, budget: inout Int) {
        let start = slot.cache.count
        if let token = pending {
            outputs = (batch.append([token], to: slot.cache, outputs: 0..<1, adapter: ticket.adapter), start)
            return
        }
        // Logits of all rows take 4 bytes · V each: shorter stretches keep them to a few megabytes.
        let longest = Self.needsAllLogits(request) ? 64 : Int.max
        let count = min(budget, prompt.count - start, longest)
        outputs = (0..<0, start)
        guard count > 0 else { return }
        budget -= count
        let isLast = start + count == prompt.count
        let wanted = Self.needsAllLogits(request) ? 0..<count : (isLast ? count - 1..<count : count..<count)
        outputs = (batch.append(prompt[start..<start + count], to: slot.cache, outputs: wanted, adapter: ticket.adapter), start)
    }

    /// Takes the logits of the tokens added last, and draws a token once the prompt has been read.
    package func receive(_ logits: Tensor) {
        guard !outputs.rows.isEmpty else { return }
        if pending == nil {
            if Self.needsAllLogits(request) {
                for (offset, row) in outputs.rows.enumerated() {
                    logits.withRow(row) { echo?.add($0, at: outputs.position + offset, on: setting.processor) }
                }
            }
            guard slot.cache.count == prompt.count else { return }
            ticket.send(.prompt(tokens: echo?.finish() ?? [], usage: usage))
            if request.maximumTokens == 0 { return finish(.length) }
        }
        logits.withRow(outputs.rows.upperBound - 1) { draw(from: $0) }
    }

    private func draw(from logits: Span<Float>) {
        let limit = min(request.maximumTokens ?? Int.max, setting.contextLength - prompt.count)
        let id =
            constrained?.draw(from: logits, with: &sampler, remaining: limit - completionTokens, on: setting.processor)
            ?? sampler.draw(from: logits, on: setting.processor)
        if setting.endTokens.contains(id), !request.ignoresEndOfText { return finish(.stop) }
        sampler.observe(id)
        constrained?.accept(id)
        completionTokens += 1
        let (text, isStopped) = filter.append(id < setting.tokenizer.vocabularySize ? decoder.append(id) : "")
        var token = GeneratedToken(id: id, bytes: setting.tokenizer.bytes(ofRow: id), text: text)
        if let topCount = request.topLogProbabilities {
            logProbabilities.read(logits, on: setting.processor)
            token.logProbability = logProbabilities.value(of: id, in: logits)
            token.top = logProbabilities.alternatives(topCount, in: logits, from: setting.tokenizer)
        }
        ticket.send(.token(token))
        if isStopped { return finish(.stop, isStopped: true) }
        if constrained?.isComplete() == true { return finish(.stop) }
        if completionTokens >= limit { return finish(.length) }
        pending = id
    }

    private func finish(_ reason: FinishReason, isStopped: Bool = false) {
        // An unfinished character ends as U+FFFD, which may still complete a stop text.
        let (text, isStopped) = isStopped ? ("", true) : filter.append(decoder.finish())
        let rest = isStopped ? text : text + filter.finish()
        ending = .finished(reason: isStopped ? .stop : reason, text: rest, usage: usage)
    }

    /// Sends the last event. The slot is free by then, so that whoever asks again finds it so.
    package func close() {
        if let ending { ticket.send(ending) }
        ticket.close()
    }
}
