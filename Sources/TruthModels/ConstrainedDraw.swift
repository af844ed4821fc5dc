package import TruthGrammar
package import TruthTensors

/// Draws the tokens of one answer that must fit a grammar.
///
/// What the model finds likeliest is tried first; only when it doesn't fit, or chance decides, the tokens that do are looked up. All of
/// the sampler's options work as ever, on the logits of those tokens alone.
package struct ConstrainedDraw {
    private var constraint: TokenConstraint
    private let endTokens: Set<Int>
    private let ignoresEndOfText: Bool
    /// The logits, with negative infinity for what doesn't fit.
    private var masked: [Float] = []
    /// How often a token may be drawn that leaves no room to end; then the shortest way to the end is taken.
    private static let attempts = 8

    package init(_ automaton: TokenAutomaton, endTokens: Set<Int>, ignoresEndOfText: Bool) {
        constraint = TokenConstraint(automaton)
        self.endTokens = endTokens
        self.ignoresEndOfText = ignoresEndOfText
    }

    /// Whether nothing can follow: the answer is complete.
    package mutating func isComplete() -> Bool { constraint.isFinal() }

    /// The next token: one that fits, or one that ends the answer where it may end.
    ///
    /// - Parameter remaining: How many tokens may still come, this one included.
    package mutating func draw(from logits: Span<Float>, with sampler: inout Sampler, remaining: Int, on processor: Processor) -> Int {
        if let forced = constraint.forcedToken(remaining: remaining) { return forced }
        if sampler.isGreedy {
            let likeliest = sampler.draw(from: logits, on: processor)
            if fits(likeliest, remaining: remaining) { return likeliest }
        }
        mask(logits)
        for _ in 0..<Self.attempts {
            // A second reference, not a copy: a span of `masked` itself would hold all of `self`.
            let allowed = masked
            var id = sampler.draw(from: allowed.span, on: processor)
            // Rounding may leave a draw beyond the last share.
            if allowed[id] == -.infinity { id = allowed.span.indexOfLargest }
            guard allowed[id] > -.infinity else { break }
            if fits(id, remaining: remaining) { return id }
            masked[id] = -.infinity
        }
        return endOrShortest()
    }

    /// Goes on past a token that was drawn, unless it ended the answer.
    package mutating func accept(_ id: Int) {
        constraint.accept(id)
    }

    private mutating func mask(_ logits: Span<Float>) {
        constraint.mask().apply(to: logits, into: &masked)
        guard !ignoresEndOfText, constraint.isAccepting() else { return }
        for id in endTokens where id < logits.count { masked[id] = logits[id] }
    }

    private mutating func fits(_ id: Int, remaining: Int) -> Bool {
        if endTokens.contains(id) { return !ignoresEndOfText && constraint.isAccepting() }
        return constraint.allows(id, remaining: remaining)
    }

    /// What ends the answer soonest.
    private mutating func endOrShortest() -> Int {
        if let next = constraint.completion().first { return next }
        guard let end = endTokens.min() else { preconditionFailure("ConstrainedDraw: the text is complete, and no token ends it") }
        return end
    }
}
