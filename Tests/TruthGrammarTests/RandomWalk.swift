import TruthGrammar

/// SplitMix64, so that a walk that fails can be repeated.
struct RandomSource: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A small vocabulary: every byte, and pieces that cross the borders of JSON's parts.
enum SmallVocabulary {
    static let pieces: [String] = [
        "{\"", "\":", "\": ", "\",", "\", \"", "},", "}]", "]}", "[{\"", "true", "false", "null", "  ", "    ", "\n", "\n  ", "the", "name", "age", "12", "345",
        "-", "1.5", "0.", "e5", "\\n", "\\\"", "\\u00", "é", "日本", "😀", " \"", ", ", "[]", "{}", "id", "a\"b", "tr", "fal", "2026-", "-01", "@", ".com", "\u{0}", "\u{7F}", "\r\n", "kind",
        "\"}", "\"]", "],\"", "0000", "999", "aaaaaaaa", "\t", "//", "items", "value",
    ]
    static let trie = TokenTrie((0...255).map { [UInt8($0)] } + pieces.map { Array($0.utf8) } + [[]])
    static let size = 256 + pieces.count + 1
}

extension Grammar {
    /// The text that a walk writes which takes any token that may come, by chance.
    ///
    /// - Returns: `nil` if the walk comes to a place where nothing may come, or takes more than `limit` tokens.
    func walk(seed: UInt64, limit: Int, trie: TokenTrie = SmallVocabulary.trie, tokenCount: Int = SmallVocabulary.size) throws -> [UInt8]? {
        let automaton = try TokenAutomaton(self, trie: trie)
        return try walk(automaton, seed: seed, limit: limit, tokenCount: tokenCount)
    }

    func walk(_ automaton: TokenAutomaton, seed: UInt64, limit: Int, tokenCount: Int = SmallVocabulary.size) throws -> [UInt8]? {
        var random = RandomSource(state: seed)
        var constraint = TokenConstraint(automaton)
        var text: [UInt8] = []
        for count in 0..<limit {
            if constraint.isFinal() { return text }
            if constraint.isAccepting(), Int.random(in: 0..<8, using: &random) == 0 { return text }
            let remaining = limit - count
            guard let token = next(&constraint, remaining: remaining, tokenCount: tokenCount, &random) else {
                return constraint.isAccepting() ? text : nil
            }
            constraint.accept(token)
            text += SmallVocabulary.bytes(of: token)
        }
        return constraint.isAccepting() ? text : nil
    }

    private func next(_ constraint: inout TokenConstraint, remaining: Int, tokenCount: Int, _ random: inout RandomSource) -> Int? {
        if let forced = constraint.forcedToken(remaining: remaining) { return forced }
        let mask = constraint.mask()
        let start = Int.random(in: 0..<tokenCount, using: &random)
        for offset in 0..<tokenCount {
            let token = (start + offset) % tokenCount
            if mask.contains(token), constraint.allows(token, remaining: remaining) { return token }
        }
        return nil
    }
}

extension SmallVocabulary {
    static func bytes(of token: Int) -> [UInt8] {
        token < 256 ? [UInt8(token)] : token < 256 + pieces.count ? Array(pieces[token - 256].utf8) : []
    }
}
