/// One answer's way through a grammar: what may come next, and whether it can still be ended within its limit.
package struct TokenConstraint: Sendable {
    private let automaton: TokenAutomaton
    private var place: TokenAutomaton.Place
    /// Tokens that complete the text, once there is room for nothing else.
    private var closing: ArraySlice<Int>?

    package init(_ automaton: TokenAutomaton) {
        self.automaton = automaton
        place = automaton.start
    }

    /// Whether the text so far fits: only then may the answer end.
    package mutating func isAccepting() -> Bool { automaton.outlook(at: &place).isAccepting }
    /// Whether the text fits and nothing can follow.
    package mutating func isFinal() -> Bool { automaton.outlook(at: &place).isFinal }

    /// The tokens of text that may follow, whatever room is left.
    package mutating func mask() -> TokenMask { automaton.mask(at: &place) }

    /// Tokens that complete the text so far; as few as taking the longest ones gives.
    package mutating func completion() -> [Int] { automaton.trie.tokens(spelling: automaton.completion(at: &place)) }

    /// The token that must come, when the text could not be completed otherwise.
    ///
    /// - Parameter remaining: How many tokens may still come, this one included.
    package mutating func forcedToken(remaining: Int) -> Int? {
        if closing == nil, automaton.outlook(at: &place).distance >= remaining {
            let tokens = completion()
            if tokens.count >= remaining { closing = tokens[...] }
        }
        return closing?.first
    }

    /// Whether the token may come next and leaves room to complete the text.
    package mutating func allows(_ id: Int, remaining: Int) -> Bool {
        let text = automaton.trie.text(of: id)
        guard !text.isEmpty, var after = automaton.place(after: text, from: &place) else { return false }
        // Every byte has a token of its own, so that the count of bytes is always enough.
        if automaton.outlook(at: &after).distance < remaining { return true }
        return automaton.trie.tokens(spelling: automaton.completion(at: &after)).count < remaining
    }

    /// Goes on past the token.
    ///
    /// - Precondition: ``allows(_:remaining:)``, or it is the forced token.
    package mutating func accept(_ id: Int) {
        let text = automaton.trie.text(of: id)
        guard let after = automaton.place(after: text, from: &place) else {
            preconditionFailure("TokenConstraint: token \(id) doesn't fit")
        }
        place = after
        if closing?.first == id { closing?.removeFirst() }
    }
}
