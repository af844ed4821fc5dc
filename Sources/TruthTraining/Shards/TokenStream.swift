internal import TruthTensors

/// The tokens of one split's shards, one shard after another, mapped into memory.
package struct TokenStream: Sendable {
    /// The number of tokens in all shards.
    package let count: Int
    private let type: TokenType
    private let files: [MappedFile]
    /// The number of the first token of each shard, and behind the last.
    private let starts: [Int]

    init(_ files: [MappedFile], type: TokenType) {
        self.files = files
        self.type = type
        starts = files.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.byteCount / type.byteCount) }
        count = starts[starts.count - 1]
    }

    /// The tokens of `range`, which may run over the ends of shards.
    package subscript(range: Range<Int>) -> [Int32] {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "TokenStream: \(range) of \(count) tokens")
        var tokens: [Int32] = []
        tokens.reserveCapacity(range.count)
        var position = range.lowerBound
        // The last shard that doesn't begin behind the position.
        var shard = starts.partitioningIndex { $0 > position } - 1
        while position < range.upperBound {
            let end = min(range.upperBound, starts[shard + 1])
            append(position - starts[shard]..<end - starts[shard], of: files[shard], to: &tokens)
            position = end
            shard += 1
        }
        return tokens
    }

    private func append(_ range: Range<Int>, of file: MappedFile, to tokens: inout [Int32]) {
        file.withBytes { bytes in
            let bytes = Span<UInt8>(_bytes: bytes)
            for index in range {
                switch type {
                case .u16: tokens.append(Int32(bytes[2 * index]) | Int32(bytes[2 * index + 1]) << 8)
                case .u32:
                    let low = UInt32(bytes[4 * index]) | UInt32(bytes[4 * index + 1]) << 8
                    tokens.append(Int32(bitPattern: low | UInt32(bytes[4 * index + 2]) << 16 | UInt32(bytes[4 * index + 3]) << 24))
                }
            }
        }
    }
}

extension Array where Element == Int {
    /// The first index whose element `belongsBehind`; those that do stand behind those that don't.
    func partitioningIndex(_ belongsBehind: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
