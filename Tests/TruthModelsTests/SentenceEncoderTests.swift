import Foundation
import Testing
import TruthModels

/// The real encoder; set TRUTHGPT_TEST_EMBEDDER to the folder of all-MiniLM-L6-v2 to run these tests.
@Suite(.enabled(if: RealModels.embedder != nil, "set TRUTHGPT_TEST_EMBEDDER to the folder of all-MiniLM-L6-v2"))
struct SentenceEncoderTests {
    private struct Golden: Decodable {
        let text: String
        /// Little-endian int16, the value times 32,767.
        let embedding: Data

        var vector: [Float] {
            stride(from: 0, to: embedding.count, by: 2).map { offset in
                Float(Int16(bitPattern: UInt16(embedding[offset]) | UInt16(embedding[offset + 1]) << 8)) / 32767
            }
        }
    }

    private let encoder: SentenceEncoder

    init() throws {
        encoder = try SentenceEncoder.load(path: RealModels.embedder!, precision: .f32)
    }

    private func cosine(_ left: [Float], _ right: [Float]) -> Double {
        func product(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
        return product(left, right) / (product(left, left) * product(right, right)).squareRoot()
    }

    @Test func `vectors of 200 sentences are those of transformers`() throws {
        let goldens = try Goldens.decode([Golden].self, "minilm.json")
        let vectors = try encoder.embed(goldens.map(\.text))
        #expect(goldens.count == 200 && encoder.dimension == 384)
        let cosines = zip(vectors, goldens).map { cosine($0, $1.vector) }
        print("smallest cosine against transformers:", cosines.min()!)
        #expect(cosines.min()! >= 0.9999)
        #expect(vectors.allSatisfy { abs($0.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5 })
    }

    @Test(arguments: [(EncoderPrecision.f32, 0.9999), (.bf16, 0.999), (.int8, 0.99)])
    func `each precision keeps its bound on 200 sentences`(precision: EncoderPrecision, bound: Double) throws {
        let goldens = try Goldens.decode([Golden].self, "minilm.json")
        let vectors = try SentenceEncoder.load(path: RealModels.embedder!, precision: precision).embed(goldens.map(\.text))
        let smallest = zip(vectors, goldens).map { cosine($0, $1.vector) }.min()!
        print("smallest cosine of \(precision) against transformers:", smallest)
        #expect(smallest >= bound)
    }

    @Test(arguments: EncoderPrecision.allCases)
    func `a vector depends neither on the number of threads nor on the texts around it`(precision: EncoderPrecision) throws {
        let texts = try Goldens.decode([Golden].self, "minilm.json").prefix(40).map(\.text)
        let two = try SentenceEncoder.load(path: RealModels.embedder!, precision: precision, threadCount: 2)
        let one = try SentenceEncoder.load(path: RealModels.embedder!, precision: precision, threadCount: 1)
        let together = try two.embed(texts)
        #expect(try one.embed(texts) == together)
        for index in [0, 17, 39] { #expect(try two.embed([texts[index]]) == [together[index]]) }
    }

    @Test func `a text's vector doesn't depend on its company`() throws {
        let texts = ["A hash table maps keys to values.", "Short.", "", "🙂 Ünïcödé 世界"]
        let together = try encoder.embed(texts)
        for (text, vector) in zip(texts, together) { #expect(try encoder.embed([text]) == [vector]) }
        #expect(try encoder.embed([]) == [])
    }

    @Test func `the end of a long text counts`() throws {
        let start = Array(repeating: "The quick brown fox jumps over the lazy dog.", count: 60).joined(separator: " ")
        let vectors = try encoder.embed([start, start + " Bananas are yellow and grow in the tropics."])
        #expect(encoder.tokenCount(of: start) > 512)
        #expect(cosine(vectors[0], vectors[1]) < 0.9999)
        #expect(cosine(vectors[0], vectors[1]) > 0.9)
    }
}
