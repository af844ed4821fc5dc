/// Learns merges as HF's `BpeTrainer` does, in the plainest way: dictionaries, sets, and a search through all candidates.
struct PlainBytePairLearner {
    struct Pair: Hashable {
        var left: Int
        var right: Int
    }

    private struct Candidate {
        var pair: Pair
        var count: Int
        var step: Int
        var words: Set<Int>
    }

    private(set) var tokens: [[UInt8]]
    private(set) var merges: [Pair] = []
    private var words: [[Int]] = []
    private var counts: [Int] = []
    private var pairCounts: [Pair: Int] = [:]
    private var candidates: [Candidate] = []

    /// - Parameter tokens: Special tokens, then the bytes; `specialCount` of them are special.
    init(_ wordCounts: [[UInt8]: Int], tokens: [[UInt8]], specialCount: Int, vocabularySize: Int, minimumFrequency: Int) {
        self.tokens = tokens
        var ids: [[UInt8]: Int] = [:]
        for id in specialCount..<tokens.count { ids[tokens[id]] = id }
        for (word, count) in wordCounts {
            words.append(word.compactMap { ids[[$0]] })
            counts.append(count)
        }
        var seen: [Pair: Set<Int>] = [:]
        for (index, word) in words.enumerated() {
            for (left, right) in zip(word, word.dropFirst()) {
                pairCounts[Pair(left: left, right: right), default: 0] += counts[index]
                seen[Pair(left: left, right: right), default: []].insert(index)
            }
        }
        enqueue(seen, step: 0)
        while self.tokens.count < vocabularySize, let best = takeBest() {
            guard best.count >= max(1, minimumFrequency) else { break }
            merge(best, &ids)
        }
    }

    private mutating func enqueue(_ seen: [Pair: Set<Int>], step: Int) {
        for (pair, words) in seen {
            guard let count = pairCounts[pair], count > 0 else { continue }
            candidates.append(Candidate(pair: pair, count: count, step: step, words: words))
        }
    }

    private mutating func takeBest() -> Candidate? {
        while let index = candidates.indices.min(by: { comesBefore(candidates[$0], candidates[$1]) }) {
            let count = pairCounts[candidates[index].pair] ?? 0
            if candidates[index].count == count { return candidates.remove(at: index) }
            candidates[index].count = count
        }
        return nil
    }

    private func comesBefore(_ one: Candidate, _ other: Candidate) -> Bool {
        (-one.count, one.pair.left, one.pair.right, one.step) < (-other.count, other.pair.left, other.pair.right, other.step)
    }

    private mutating func merge(_ best: Candidate, _ ids: inout [[UInt8]: Int]) {
        let bytes = tokens[best.pair.left] + tokens[best.pair.right]
        let token = ids[bytes] ?? tokens.count
        if token == tokens.count {
            tokens.append(bytes)
            ids[bytes] = token
        }
        merges.append(best.pair)
        var seen: [Pair: Set<Int>] = [:]
        for index in best.words { merge(best.pair, token, in: index, &seen) }
        enqueue(seen, step: merges.count)
    }

    private mutating func merge(_ pair: Pair, _ token: Int, in index: Int, _ seen: inout [Pair: Set<Int>]) {
        var place = 0
        while place + 1 < words[index].count {
            defer { place += 1 }
            guard words[index][place] == pair.left, words[index][place + 1] == pair.right else { continue }
            if place > 0 {
                let before = words[index][place - 1]
                change(Pair(left: before, right: pair.left), by: -counts[index], in: index, &seen)
                change(Pair(left: before, right: token), by: counts[index], in: index, &seen)
            }
            words[index].replaceSubrange(place...place + 1, with: [token])
            if place + 1 < words[index].count {
                let behind = words[index][place + 1]
                change(Pair(left: pair.right, right: behind), by: -counts[index], in: index, &seen)
                change(Pair(left: token, right: behind), by: counts[index], in: index, &seen)
            }
        }
    }

    private mutating func change(_ pair: Pair, by change: Int, in index: Int, _ seen: inout [Pair: Set<Int>]) {
        pairCounts[pair, default: 0] += change
        if change > 0 { seen[pair, default: []].insert(index) }
    }
}
