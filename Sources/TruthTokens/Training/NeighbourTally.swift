/// Adds up, during one merge, how pairs with one known side change, by the token on their other side.
///
/// A merge touches a word many times but few different pairs, so an array by token takes the place of most look-ups.
struct NeighbourTally {
    private var changes: [Int]
    /// The word that was last noted for a token, plus 1.
    private var lastWords: [UInt32]
    private var isTouched: [Bool]
    /// The tokens with a change, in the order of their first.
    private(set) var touched: [UInt32] = []
    /// Words in which a pair came up, one entry for each token and word.
    private(set) var sightings: [(token: UInt32, word: UInt32)] = []

    init(tokenCount: Int) {
        changes = Array(repeating: 0, count: tokenCount)
        lastWords = Array(repeating: 0, count: tokenCount)
        isTouched = Array(repeating: false, count: tokenCount)
    }

    func change(of token: UInt32) -> Int { changes[Int(token)] }

    mutating func add(_ change: Int, to token: UInt32) {
        changes[Int(token)] += change
        if !isTouched[Int(token)] {
            isTouched[Int(token)] = true
            touched.append(token)
        }
    }

    /// The same for a pair that has come up in `word`; calls for one word follow each other.
    mutating func add(_ change: Int, to token: UInt32, in word: UInt32) {
        add(change, to: token)
        guard lastWords[Int(token)] != word + 1 else { return }
        lastWords[Int(token)] = word + 1
        sightings.append((token, word))
    }

    mutating func removeAll() {
        for token in touched {
            changes[Int(token)] = 0
            lastWords[Int(token)] = 0
            isTouched[Int(token)] = false
        }
        touched.removeAll(keepingCapacity: true)
        sightings.removeAll(keepingCapacity: true)
    }
}
