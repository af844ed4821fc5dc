import Foundation
import TruthCheckpoints
import TruthModels
import TruthTensors

/// Files that scripts/goldens/models*.py made.
enum Goldens {
    static func path(_ name: String) -> String {
        // The folder is copied into the test bundle.
        Bundle.module.bundlePath + "/Goldens/" + name
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path(name))))
    }
}

/// Real models, by the variables that name them; tests that need one are skipped without.
enum RealModels {
    static let generator = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_MODEL"]
    static let embedder = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_EMBEDDER"]
    static let data = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_DATA"]
}

/// A processor of each instruction set.
let processors = InstructionSet.available.map { Processor(instructionSet: $0, threadCount: 2) }

/// Runs tokens through a model one stretch at a time.
struct Reader {
    let model: Decoder
    let processor: Processor
    let workspace: DecoderWorkspace
    /// How keys and values are stored.
    var precision = AttentionCache.Precision.f16

    init(_ model: Decoder, on processor: Processor = .shared, precision: AttentionCache.Precision = .f16) {
        self.precision = precision
        self.model = model
        self.processor = processor
        workspace = DecoderWorkspace(for: model.configuration)
    }

    /// Logits of every token.
    func logits(of tokens: [Int], after cache: KVCache? = nil) -> [[Float]] {
        var batch = DecoderBatch()
        batch.append(tokens[...], to: cache ?? KVCache(for: model.configuration, precision: precision), outputs: 0..<tokens.count)
        model.forward(batch, in: workspace, on: processor)
        return tokens.indices.map { workspace.logits.values(row: $0) }
    }

    /// The tokens that follow `prompt` greedily.
    func greedy(after prompt: [Int], count: Int) -> [Int] {
        let cache = KVCache(for: model.configuration, precision: precision)
        var tokens: [Int] = []
        var unread = prompt
        while tokens.count < count {
            let last = logits(of: unread, after: cache).last!
            unread = [last.span.indexOfLargest]
            tokens += unread
        }
        return tokens
    }
}

extension Decoder {
    static func golden(_ name: String, contextInUse: Int? = nil) throws -> Decoder {
        try Decoder(opening: Checkpoint.open(path: Goldens.path(name)), contextInUse: contextInUse)
    }
}
