import Synchronization
package import TruthGrammar
package import TruthTokens

/// What a model's vocabulary can write of each grammar, kept for the grammars used last.
package final class ConstrainedVocabulary: Sendable {
    private struct Found {
        var trie: TokenTrie?
        /// Least recently used first.
        var automata: [(grammar: Grammar, automaton: TokenAutomaton)] = []
    }

    private let tokenizer: Tokenizer
    private let found = Mutex(Found())
    private static let capacity = 16

    package init(_ tokenizer: Tokenizer) {
        self.tokenizer = tokenizer
    }

    /// - Throws: `GrammarError.vocabularyTooSmall`.
    package func automaton(_ grammar: Grammar) throws -> TokenAutomaton {
        try found.withLock { found in
            if let index = found.automata.firstIndex(where: { $0.grammar == grammar }) {
                let known = found.automata.remove(at: index)
                found.automata.append(known)
                return known.automaton
            }
            let trie = found.trie ?? TokenTrie(of: tokenizer)
            found.trie = trie
            let automaton = try TokenAutomaton(grammar, trie: trie)
            if found.automata.count >= Self.capacity { found.automata.removeFirst() }
            found.automata.append((grammar, automaton))
            return automaton
        }
    }
}

extension TokenTrie {
    /// The tokens that are text; those that steer the model never are.
    package init(of tokenizer: Tokenizer) {
        self.init(
            (0..<tokenizer.vocabularySize).map { id in
                switch tokenizer.vocabulary.kind(of: id) {
                case .control, .unknown, .unused: []
                default: tokenizer.bytes(of: id)
                }
            })
    }
}
