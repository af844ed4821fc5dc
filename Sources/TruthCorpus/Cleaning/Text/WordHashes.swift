/// The words of a text as hashes, with their places, so that runs of words are compared in a step.
struct WordHashes {
    /// Sums of hashes by powers: the hash of a run is a difference of two of them.
    private var prefix: [UInt64] = [0]
    private var ends: [Int] = []
    private var starts: [Int] = []
    /// The bytes of the longest word.
    private(set) var longestWord = 0

    private static let base: UInt64 = 0x9E37_79B9_7F4A_7C15

    var count: Int { ends.count }

    /// Reads the words between spaces, in either case of ASCII letters.
    mutating func read(_ text: Span<UInt8>) {
        prefix.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        prefix.append(0)
        longestWord = 0
        var sum: UInt64 = 0
        var start = text.startOfToken(from: 0)
        while start < text.count {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            var end = start
            while end < text.count, !text[end].isASCIISpace {
                hash = (hash ^ UInt64(text[end])) &* 0x0000_0100_0000_01B3
                end &+= 1
            }
            sum = sum &* Self.base &+ TextHash.mixed(hash)
            prefix.append(sum)
            starts.append(start)
            ends.append(end)
            longestWord = max(longestWord, end &- start)
            start = text.startOfToken(from: end)
        }
    }

    /// The hash of the run of `length` words from `start` on.
    ///
    /// - Parameter power: `WordHashes.power(length)`.
    @inline(__always) func hash(_ start: Int, _ length: Int, power: UInt64) -> UInt64 {
        TextHash.mixed(prefix[start &+ length] &- prefix[start] &* power)
    }

    static func power(_ length: Int) -> UInt64 { (0..<length).reduce(1) { power, _ in power &* base } }

    /// The bytes from the first word's start to the last word's end.
    @inline(__always) func byteCount(_ start: Int, _ length: Int) -> Int { ends[start &+ length &- 1] &- starts[start] }
}
