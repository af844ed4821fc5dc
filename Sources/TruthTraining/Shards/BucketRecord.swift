/// A tokenised document on its way through the shuffle.
struct BucketRecord {
    /// Its place in the shuffled order.
    var key: UInt64
    var split: ShardSplit
    var origin: UInt32
    var textBytes: UInt32
    var identity: String
    /// The ids as they will stand in the shard.
    var tokens: ArraySlice<UInt8>

    private static let headCount = 8 + 1 + 4 * 4

    /// Appends the record; whole numbers take 4 bytes, the lowest first, the key 8.
    static func append(
        key: UInt64, split: ShardSplit, origin: Int, textBytes: Int, identity: String, ids: [Int], type: TokenType, to bytes: inout [UInt8]
    ) {
        let name = Array(identity.utf8)
        append(key, count: 8, to: &bytes)
        bytes.append(split == .train ? 0 : 1)
        for number in [origin, textBytes, name.count, ids.count * type.byteCount] { append(UInt64(number), count: 4, to: &bytes) }
        bytes += name
        type.append(ids, to: &bytes)
    }

    /// The records in `bytes`, in their order.
    ///
    /// - Precondition: Only ``append(key:split:origin:textBytes:identity:ids:type:to:)`` wrote into `bytes`.
    static func records(in bytes: [UInt8]) -> [BucketRecord] {
        var records: [BucketRecord] = []
        var position = 0
        while position < bytes.count {
            let numbers = (0..<4).map { number(in: bytes, at: position + 9 + 4 * $0, count: 4) }
            let nameStart = position + headCount
            let tokensStart = nameStart + Int(numbers[2])
            let end = tokensStart + Int(numbers[3])
            records.append(BucketRecord(
                key: number(in: bytes, at: position, count: 8), split: bytes[position + 8] == 0 ? .train : .validation,
                origin: UInt32(numbers[0]), textBytes: UInt32(numbers[1]),
                identity: String(decoding: bytes[nameStart..<tokensStart], as: UTF8.self), tokens: bytes[tokensStart..<end]))
            position = end
        }
        return records
    }

    private static func append(_ number: UInt64, count: Int, to bytes: inout [UInt8]) {
        for shift in 0..<count { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(shift)))) }
    }

    private static func number(in bytes: [UInt8], at start: Int, count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
}
