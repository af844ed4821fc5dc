import Foundation
import Testing
import TruthCheckpoints
import TruthModels
import TruthTensors

@Suite struct ModernBertTests {
    private struct Golden: Decodable {
        struct Text: Decodable {
            let text: String
            let ids: [Int]
            let mean, first: [Float]
        }

        let texts: [[Int]]
        let outputs: [[[Float]]]
        let strings: [Text]
    }

    private let golden: Golden

    init() throws {
        golden = try Goldens.decode(Golden.self, "modernbert/golden.json")
    }

    /// What sentence-transformers writes about pooling beside a model: from version 6 on, and before.
    private static let poolings: [(settings: String?, isFirst: Bool)] = [
        (nil, false), (#"{"pooling_mode": "mean"}"#, false), (#"{"pooling_mode": "cls"}"#, true),
        (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, true),
        (#"{"pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}"#, false),
    ]

    @Test(arguments: processors.indices)
    func `token vectors are those of transformers, within and beyond the window`(processor: Int) throws {
        let model = try ModernBert(opening: Checkpoint.open(path: Goldens.path("modernbert")))
        let workspace = model.workspace()
        let rows = model.forward(golden.texts, in: workspace, on: processors[processor])
        var largest: Float = 0
        for (text, expected) in zip(rows, golden.outputs) {
            let step = text.count < 10 ? 1 : 9
            for (row, values) in zip(stride(from: text.lowerBound, to: text.upperBound, by: step), expected) {
                largest = max(largest, zip(workspace.stream.values(row: row), values).map { abs($0 - $1) }.max()!)
            }
        }
        print("ModernBERT, \(processors[processor].instructionSet.rawValue): largest difference of token vectors \(largest)")
        #expect(largest <= 1e-4)
    }

    @Test(arguments: poolings.indices)
    func `sentence vectors are pooled as the folder says`(pooling: Int) throws {
        let (settings, isFirst) = Self.poolings[pooling]
        let encoder = try SentenceEncoder.load(path: folder(pooling: settings), precision: .f32)
        let vectors = try encoder.embed(golden.strings.map(\.text))
        for (vector, text) in zip(vectors, golden.strings) {
            #expect(zip(vector, isFirst ? text.first : text.mean).allSatisfy { abs($0 - $1) <= 1e-4 }, "\(text.text)")
        }
    }

    @Test(arguments: [(EncoderPrecision.bf16, 0.999), (.int8, 0.99)] as [(EncoderPrecision, Float)])
    func `each precision stays near, and a vector depends neither on company nor on threads`(precision: EncoderPrecision, bound: Float) throws {
        let path = try folder(pooling: nil), texts = golden.strings.map(\.text)
        let two = try SentenceEncoder.load(path: path, precision: precision, threadCount: 2)
        let together = try two.embed(texts)
        for (vector, text) in zip(together, golden.strings) {
            #expect(zip(vector, text.mean).reduce(0) { $0 + $1.0 * $1.1 } >= bound)
            #expect(try SentenceEncoder.load(path: path, precision: precision, threadCount: 1).embed([text.text]) == [vector])
        }
    }

    @Test func `another way of pooling is refused by name`() throws {
        for settings in [#"{"pooling_mode": "max"}"#, #"{"pooling_mode_lasttoken": true}"#, #"{"pooling_mode": ["mean", "cls"]}"#] {
            let path = try folder(pooling: settings)
            #expect(throws: ModelError.self, "\(settings)") { try SentenceEncoder.load(path: path) }
        }
    }

    @Test(arguments: [
        (#""attention_bias": false"#, #""attention_bias": true"#, ["attention_bias", "true"]),
        (#""hidden_activation": "gelu""#, #""hidden_activation": "silu""#, ["hidden_activation", "silu"]),
        (#""num_attention_heads": 2"#, #""num_attention_heads": 3"#, ["num_attention_heads", "3"]),
        (#""num_hidden_layers": 3"#, #""num_hidden_layers": 4"#, ["layer_types", "4"]),
        (#""local_attention": 20"#, #""local_attention": -1"#, ["local_attention", "-1"]),
        (#""intermediate_size": 32"#, #""intermediate_size": 34"#, ["mlp.Wi", "68"]),
        (#""model_type": "modernbert""#, #""model_type": "deberta""#, ["deberta", "bert", "modernbert"]),
    ])
    func `a config.json that can't be meant is refused by name`(found: String, replacement: String, words: [String]) throws {
        let path = try folder(pooling: nil), file = URL(fileURLWithPath: path).appendingPathComponent("config.json")
        let configuration = try String(contentsOf: file, encoding: .utf8)
        #expect(configuration.contains(found))
        try configuration.replacingOccurrences(of: found, with: replacement).write(to: file, atomically: true, encoding: .utf8)
        do {
            _ = try SentenceEncoder.load(path: path, precision: .f32)
            Issue.record("opened with \(replacement)")
        } catch {
            for word in words { #expect("\(error)".contains(word), "\(error)") }
        }
    }

    /// A copy of the model's folder with or without settings for pooling.
    private func folder(pooling: String?) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("truthgpt-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: URL(fileURLWithPath: Goldens.path("modernbert")), to: folder)
        guard let pooling else { return folder.path }
        let place = folder.appendingPathComponent("1_Pooling")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try pooling.write(to: place.appendingPathComponent("config.json"), atomically: true, encoding: .utf8)
        return folder.path
    }
}
