import Foundation
import TruthCheckpoints

/// The text that `scripts/goldens/tokens_text.py` plans, built again chunk by chunk.
struct TextPlan {
    struct Chunk {
        /// A byte range of a file in the test data, or what a generator makes.
        enum Source {
            case file(String, offset: Int)
            case generator(String, seed: UInt64)
        }

        var source: Source
        var count: Int

        init?(_ value: JSONValue) {
            guard let count = value["count"]?.integer else { return nil }
            self.count = count
            if let file = value["file"]?.string, let offset = value["offset"]?.integer {
                source = .file(file, offset: offset)
            } else if let generator = value["generator"]?.string, let seed = value["seed"]?.integer {
                source = .generator(generator, seed: UInt64(seed))
            } else {
                return nil
            }
        }

        /// The chunk's bytes, not always valid UTF-8.
        func bytes(data: String) throws -> [UInt8] {
            switch source {
            case .generator(let kind, let seed): return TextGenerator.bytes(kind, seed: seed, count: count)
            case .file(let name, let offset):
                let file = try FileHandle(forReadingFrom: URL(filePath: "\(data)/\(name)"))
                try file.seek(toOffset: UInt64(offset))
                return Array(try file.read(upToCount: count) ?? Data())
            }
        }
    }

    var chunks: [Chunk]
    /// By vocabulary, one hash of the ids of each chunk.
    var hashes: [String: [String]]

    init?(_ value: JSONValue) {
        guard let chunks = value["chunks"]?.array, let hashes = value["hashes"]?.object else { return nil }
        self.chunks = chunks.compactMap(Chunk.init)
        self.hashes = Dictionary(uniqueKeysWithValues: hashes.map { ($0.key, $0.value.array?.compactMap(\.string) ?? []) })
        guard self.chunks.count == chunks.count else { return nil }
    }

    /// FNV-1a, 64 bits, over the ids as four bytes each, the lowest first.
    static func hash(_ ids: [Int]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for id in ids {
            for shift in [0, 8, 16, 24] { hash = (hash ^ UInt64(id >> shift & 0xFF)) &* 0x100_0000_01B3 }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
