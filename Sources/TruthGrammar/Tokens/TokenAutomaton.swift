import Synchronization

/// A grammar over one vocabulary: which tokens may follow where.
///
/// All answers under the grammar share one, and with it the states and masks that any of them has found.
package final class TokenAutomaton: Sendable {
    private struct Found {
        var table: StateTable
        /// By representative state.
        var masks: [Int32: TokenMask] = [:]
        var maskByteCount = 0
        /// How often the table has been begun anew; places of an older one mean nothing.
        var generation = 0

        mutating func beginAnew() {
            table = StateTable(table.program)
            masks = [:]
            maskByteCount = 0
            generation += 1
        }
    }

    let trie: TokenTrie
    private let found: Mutex<Found>

    /// - Throws: ``GrammarError/vocabularyTooSmall``.
    package init(_ grammar: Grammar, trie: TokenTrie) throws(GrammarError) {
        self.trie = trie
        found = Mutex(Found(table: StateTable(try grammar.program.restricted(to: trie.alphabet))))
    }

    /// A place in a text.
    struct Place: Sendable {
        var state: Int32
        var generation: Int
        /// What was read so far, to find the place again in a new table.
        var text: [UInt8] = []
    }

    /// What may be asked of a place.
    struct Outlook {
        /// Whether the text so far fits.
        var isAccepting: Bool
        /// Whether nothing can follow.
        var isFinal: Bool
        /// Bytes of the shortest completion.
        var distance: Int
    }

    var start: Place {
        found.withLock { Place(state: $0.table.start, generation: $0.generation) }
    }

    func outlook(at place: inout Place) -> Outlook {
        with(&place) { found, state in
            Outlook(isAccepting: found.table.isAccepting(state), isFinal: found.table.isFinal(state), distance: found.table.distance(state))
        }
    }

    /// The place after `text`; `nil` where it doesn't fit.
    func place(after text: [UInt8], from place: inout Place) -> Place? {
        let before = place.text
        return with(&place) { found, state in
            var state = state
            for byte in text {
                state = found.table.step(state, byte)
                if state == StateTable.dead { return nil }
            }
            return Place(state: state, generation: found.generation, text: before + text)
        }
    }

    /// The shortest text that completes what was read so far.
    func completion(at place: inout Place) -> [UInt8] {
        with(&place) { found, state in
            var (state, text) = (state, [UInt8]())
            while let byte = found.table.byteTowardsEnd(of: state) {
                text.append(byte)
                state = found.table.step(state, byte)
                precondition(state != StateTable.dead, "TokenAutomaton: a completion ends nowhere")
            }
            return text
        }
    }

    /// The tokens of text that may follow.
    func mask(at place: inout Place) -> TokenMask {
        with(&place) { found, state in
            let representative = found.table.representative(of: state, reach: trie.longestTokenByteCount)
            if let mask = found.masks[representative] { return mask }
            let mask = findMask(from: representative, &found.table)
            if found.maskByteCount > GrammarLimits.maskByteCount {
                found.masks = [:]
                found.maskByteCount = 0
            }
            found.masks[representative] = mask
            found.maskByteCount += mask.byteCount
            return mask
        }
    }

    private func findMask(from start: Int32, _ table: inout StateTable) -> TokenMask {
        var mask = TokenMask(vocabularySize: trie.vocabularySize)
        var path = [Int32](repeating: start, count: trie.longestTokenByteCount + 1)
        var node = 0
        while node < trie.bytes.count {
            let depth = Int(trie.depths[node])
            let state = table.step(path[depth - 1], trie.bytes[node])
            guard state != StateTable.dead else {
                node = Int(trie.nodesAfter[node])
                continue
            }
            path[depth] = state
            for token in Int(trie.tokenStarts[node])..<Int(trie.tokenStarts[node + 1]) { mask.insert(Int(trie.tokens[token])) }
            node += 1
        }
        return mask
    }

    /// Lends what has been found, with the place's state in it.
    private func with<Result>(_ place: inout Place, _ body: (inout Found, Int32) -> sending Result) -> sending Result {
        found.withLock { found in
            if found.table.isFull { found.beginAnew() }
            if place.generation != found.generation {
                var state = found.table.start
                for byte in place.text { state = found.table.step(state, byte) }
                place.state = state
                place.generation = found.generation
            }
            return body(&found, place.state)
        }
    }
}
