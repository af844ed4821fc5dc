/// Learns merges from word counts: again and again the most frequent pair of neighbours becomes a token.
///
/// Merge by merge the same as HF tokenizers' `BpeTrainer` (0.22): ties go to the pair with the smaller ids, the count of a merged
/// pair stays as it was, and a pair that makes a token which is there already gets that token's id and a merge of its own.
/// (Gage, "A New Algorithm for Data Compression", 1994; Sennrich et al., arXiv:1508.07909.)
struct BytePairLearner {
    /// The tokens so far: special ones, bytes, and what merges made.
    private(set) var vocabulary: Vocabulary
    private(set) var merges: [(left: UInt32, right: UInt32)] = []

    private let vocabularySize: Int
    private let minimumFrequency: Int
    /// All words as tokens, one after another; word `w` is the first `lengths[w]` tokens from `starts[w]`.
    private var symbols: [UInt32] = []
    private var starts: [Int] = []
    private var lengths: [Int32] = []
    private var wordCounts: [Int] = []
    private var pairs = PairCounts()
    private var queue = MergeQueue()
    /// The words of the queue's entries.
    private var sightings: [UInt32] = []
    // What one merge changes: pairs before it and behind it, those that go and those that come.
    private var goingBefore: NeighbourTally
    private var goingBehind: NeighbourTally
    private var comingBefore: NeighbourTally
    private var comingBehind: NeighbourTally
    /// For each token, where its words go in `sightings`.
    private var places: [Int]

    /// - Parameter vocabulary: Special tokens and all 256 bytes, with room for `vocabularySize`.
    init(_ words: WordCounts, vocabulary: Vocabulary, vocabularySize: Int, minimumFrequency: Int) {
        self.vocabulary = vocabulary
        self.vocabularySize = vocabularySize
        self.minimumFrequency = minimumFrequency
        goingBefore = NeighbourTally(tokenCount: vocabularySize)
        goingBehind = NeighbourTally(tokenCount: vocabularySize)
        comingBefore = NeighbourTally(tokenCount: vocabularySize)
        comingBehind = NeighbourTally(tokenCount: vocabularySize)
        places = Array(repeating: 0, count: vocabularySize)
        readWords(words)
        countPairs()
    }

    /// Merges until the vocabulary is full, or no pair is frequent enough.
    mutating func learn(progress: (_ tokenCount: Int) -> Void) {
        while vocabulary.count < vocabularySize, var top = queue.popFirst() {
            guard top.count == pairs[Int(top.number)] else {
                top.count = pairs[Int(top.number)]
                queue.insert(top)
                continue
            }
            guard top.count >= max(minimumFrequency, 1) else { break }
            merge(top)
            if merges.count % 256 == 0 { progress(vocabulary.count) }
        }
    }

    // MARK: - Reading words

    private mutating func readWords(_ words: WordCounts) {
        let byteTokens = (0...255).map { byte in
            guard let id = vocabulary.id(of: [UInt8(byte)].span) else { preconditionFailure("BytePairLearner: byte \(byte) has no token") }
            return UInt32(id)
        }
        symbols.reserveCapacity(words.byteCount)
        words.forEach { word, count in
            starts.append(symbols.count)
            lengths.append(Int32(word.count))
            wordCounts.append(count)
            for index in 0..<word.count { symbols.append(byteTokens[Int(word[index])]) }
        }
    }

    private mutating func countPairs() {
        // Two passes: how many words each pair needs, and the words.
        var found: [(pair: UInt64, number: Int, end: Int)] = []
        var lastWords: [Int] = []
        forEachPair { pair, word, this in
            let number = this.pairs.add(this.wordCounts[word], to: pair)
            if number == found.count {
                found.append((pair, number, 0))
                lastWords.append(-1)
            }
            if lastWords[number] != word { found[number].end += 1 }
            lastWords[number] = word
        }
        var end = 0
        for number in found.indices {
            let count = found[number].end
            found[number].end = end
            end += count
            lastWords[number] = -1
        }
        sightings = Array(repeating: 0, count: end)
        let wordStarts = found.map(\.end)
        forEachPair { pair, word, this in
            let number = this.pairs.add(0, to: pair)
            guard lastWords[number] != word else { return }
            lastWords[number] = word
            this.sightings[found[number].end] = UInt32(word)
            found[number].end += 1
        }
        for (pair, number, end) in found {
            queue.insert(MergeQueue.Entry(
                count: pairs[number], pair: pair, number: UInt32(number), step: 0, words: wordStarts[number]..<end))
        }
    }

    private mutating func forEachPair(_ body: (UInt64, Int, inout BytePairLearner) -> Void) {
        for word in starts.indices {
            for index in starts[word]..<max(starts[word], starts[word] + Int(lengths[word]) - 1) {
                body(PairCounts.pair(symbols[index], symbols[index + 1]), word, &self)
            }
        }
    }

    // MARK: - Merging

    private mutating func merge(_ top: MergeQueue.Entry) {
        let token = token(joining: top.left, top.right)
        merges.append((top.left, top.right))
        for place in top.words { mergeWord(sightings[place], top.left, top.right, token) }
        applyChanges(top, token)
        goingBefore.removeAll()
        goingBehind.removeAll()
        comingBefore.removeAll()
        comingBehind.removeAll()
    }

    /// The id of both tokens' bytes together: a new one, or that of a token which came about another way.
    private mutating func token(joining left: UInt32, _ right: UInt32) -> UInt32 {
        let bytes = Array(vocabulary.bytes(of: Int(left))) + vocabulary.bytes(of: Int(right))
        return UInt32(vocabulary.append(bytes, kind: .normal) ?? vocabulary.count - 1)
    }

    private mutating func mergeWord(_ word: UInt32, _ left: UInt32, _ right: UInt32, _ token: UInt32) {
        let start = starts[Int(word)]
        let end = start + Int(lengths[Int(word)])
        let count = wordCounts[Int(word)]
        var source = start
        var target = start
        while source < end {
            guard symbols[source] == left, source + 1 < end, symbols[source + 1] == right else {
                symbols[target] = symbols[source]
                source += 1
                target += 1
                continue
            }
            if target > start {
                let before = symbols[target - 1]
                goingBefore.add(-count, to: before)
                // A pair of twice the new token is kept in one place only.
                if before == token { comingBehind.add(count, to: token, in: word) } else { comingBefore.add(count, to: before, in: word) }
            }
            if source + 2 < end {
                goingBehind.add(-count, to: symbols[source + 2])
                comingBehind.add(count, to: symbols[source + 2], in: word)
            }
            symbols[target] = token
            source += 2
            target += 1
        }
        lengths[Int(word)] = Int32(target - start)
    }

    private mutating func applyChanges(_ top: MergeQueue.Entry, _ token: UInt32) {
        for before in goingBefore.touched { pairs.add(goingBefore.change(of: before), to: PairCounts.pair(before, top.left)) }
        for behind in goingBehind.touched { pairs.add(goingBehind.change(of: behind), to: PairCounts.pair(top.right, behind)) }
        // Both sums first: a pair may come up on both sides.
        let before = comingBefore.touched.map { pairs.add(comingBefore.change(of: $0), to: PairCounts.pair($0, token)) }
        let behind = comingBehind.touched.map { pairs.add(comingBehind.change(of: $0), to: PairCounts.pair(token, $0)) }
        enqueue(comingBefore, numbers: before) { PairCounts.pair($0, token) }
        enqueue(comingBehind, numbers: behind) { PairCounts.pair(token, $0) }
    }

    /// Puts the pairs that came up into the queue, each with its words.
    private mutating func enqueue(_ coming: NeighbourTally, numbers: [Int], pair: (UInt32) -> UInt64) {
        let first = sightings.count
        for (other, _) in coming.sightings { places[Int(other)] += 1 }
        var end = first
        for other in coming.touched {
            let count = places[Int(other)]
            places[Int(other)] = end
            end += count
        }
        sightings.append(contentsOf: repeatElement(0, count: end - first))
        for (other, word) in coming.sightings {
            sightings[places[Int(other)]] = word
            places[Int(other)] += 1
        }
        var start = first
        for (other, number) in zip(coming.touched, numbers) {
            let words = start..<places[Int(other)]
            start = words.upperBound
            places[Int(other)] = 0
            guard pairs[number] > 0 else { continue }
            queue.insert(MergeQueue.Entry(
                count: pairs[number], pair: pair(other), number: UInt32(number), step: UInt32(merges.count), words: words))
        }
    }
}
