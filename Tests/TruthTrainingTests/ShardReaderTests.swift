import Foundation
import Testing
import TruthCorpus
import TruthTraining

struct ShardReaderTests {
    private static func withShards(_ count: Int = 300, _ body: (ShardSet) throws -> Void) throws {
        try Corpus.withFolder { folder in
            let path = folder.path + "/shards"
            let builder = try ShardBuilder(
                recipe: ShardRecipe(validationShare: 0.1, tokensPerShard: 1_024), tokenizer: Corpus.tokenizer(in: folder))
            _ = try builder.build(ListedDocuments(Corpus.documents(count)), in: path)
            try body(try ShardSet(path: path))
        }
    }

    @Test(arguments: [1, 7, 64, 100, 2_000])
    func `an epoch gives every sequence once, over the ends of shards`(length: Int) throws {
        try Self.withShards { shards in
            let stream = shards.tokens(of: .train)
            let tokens = stream[0..<stream.count]
            var reader = try ShardReader(shards, split: .train, sequenceLength: length, seed: 5)
            #expect(reader.sequencesPerEpoch == (tokens.count - 1) / length)
            let expected = (0..<reader.sequencesPerEpoch).map { Array(tokens[$0 * length...$0 * length + length]) }
            var epochs: [[[Int32]]] = []
            for epoch in 0..<2 {
                #expect(reader.position.epoch == epoch && reader.position.sequence == 0)
                epochs.append((0..<reader.sequencesPerEpoch).map { _ in reader.next() })
                #expect(Set(epochs[epoch]) == Set(expected) && epochs[epoch].count == expected.count)
            }
            if expected.count > 20 { #expect(epochs[0] != epochs[1] && epochs[0] != expected) }
        }
    }

    @Test func `reading goes on exactly where its position was saved`() throws {
        try Self.withShards { shards in
            var whole = try ShardReader(shards, split: .train, sequenceLength: 50, seed: 8)
            let count = whole.sequencesPerEpoch * 2 + 3
            let expected = (0..<count).map { _ in whole.next() }
            for stop in [0, 1, count / 3, count / 2 - 1, count - 1] {
                var reader = try ShardReader(shards, split: .train, sequenceLength: 50, seed: 8)
                for _ in 0..<stop { _ = reader.next() }
                let saved = try JSONEncoder().encode(reader.position)
                var resumed = try ShardReader(
                    ShardSet(path: shards.path), resuming: JSONDecoder().decode(ShardReader.Position.self, from: saved))
                #expect((stop..<count).map { _ in resumed.next() } == Array(expected[stop...]))
            }
        }
    }

    @Test func `a position of other shards, or one outside, is refused`() throws {
        try Self.withShards { shards in
            let reader = try ShardReader(shards, split: .train, sequenceLength: 50, seed: 8)
            var position = reader.position
            position.shards = "other"
            #expect(throws: ShardError.self) { try ShardReader(shards, resuming: position) }
            position = reader.position
            position.sequence = reader.sequencesPerEpoch
            #expect(throws: ShardError.self) { try ShardReader(shards, resuming: position) }
        }
    }

    @Test func `too few tokens for one sequence are refused`() throws {
        try Self.withShards(5) { shards in
            let error = #expect(throws: ShardError.self) { try ShardReader(shards, split: .train, sequenceLength: 100_000, seed: 1) }
            #expect(error?.description.contains("one sequence needs 100001") == true)
            if shards.manifest.validation.documents == 0 {
                #expect(throws: ShardError.self) { try ShardReader(shards, split: .validation, sequenceLength: 1, seed: 1) }
            }
        }
    }

    @Test(arguments: Array(1...70) + [255, 256, 257, 4_095, 10_000])
    func `an epoch's order has every number once`(count: Int) {
        for epoch in 0..<3 {
            let order = EpochOrder(count: count, seed: 3, epoch: epoch)
            #expect(Set((0..<count).map { order[$0] }) == Set(0..<count))
        }
    }

    @Test func `an epoch's order looks random`() {
        let order = EpochOrder(count: 10_000, seed: 3, epoch: 1)
        let numbers = (0..<10_000).map { Double(order[$0]) }
        let mean = 4_999.5
        let products = (1..<10_000).map { (numbers[$0] - mean) * (numbers[$0 - 1] - mean) }
        let correlation = products.reduce(0, +) / numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        // Four standard deviations, 1 / √n each.
        #expect(abs(correlation) < 0.04)
    }
}
