import Foundation
import Testing
import TruthModels
import TruthTensors

/// Draws `count` tokens from the same logits.
private func draws(_ count: Int, from logits: [Float], _ options: SamplingOptions) -> [Int] {
    var sampler = Sampler(options: options)
    return (0..<count).map { _ in sampler.draw(from: logits.span, on: .shared) }
}

/// Logits between -4 and 4 from a fixed seed.
private func noise(_ count: Int, seed: UInt64 = 3) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in Float(random.nextUniform()) * 8 - 4 }
}

@Suite struct SamplerTests {
    @Test func `temperature 0 takes the likeliest token, the first of equals`() {
        #expect(draws(3, from: [1, 5, 5, 2], SamplingOptions()) == [1, 1, 1])
    }

    @Test func `the same seed draws the same tokens, another seed others`() {
        let logits = noise(1000)
        let first = draws(50, from: logits, SamplingOptions(temperature: 1, seed: 7))
        #expect(first == draws(50, from: logits, SamplingOptions(temperature: 1, seed: 7)))
        #expect(first != draws(50, from: logits, SamplingOptions(temperature: 1, seed: 8)))
    }

    @Test func `SplitMix64 gives the published sequence`() {
        // The first numbers of seed 1234567, as the algorithm's authors' C code prints them.
        var random = RandomSource(seed: 1_234_567)
        #expect((0..<3).map { _ in random.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
    }

    @Test(arguments: [
        SamplingOptions(temperature: 0.7, seed: 1),
        SamplingOptions(temperature: 1.3, topK: 5, seed: 2),
        SamplingOptions(temperature: 1, topP: 0.8, seed: 3),
        SamplingOptions(temperature: 1.5, minP: 0.2, seed: 4),
        SamplingOptions(temperature: 1.2, topK: 12, topP: 0.9, minP: 0.05, seed: 5),
        SamplingOptions(temperature: 1, topK: 1, seed: 6),
        SamplingOptions(temperature: 1, topP: 0, seed: 7),
        SamplingOptions(temperature: 1, minP: 1, seed: 8),
    ])
    func `frequencies follow the filtered distribution`(options: SamplingOptions) {
        let logits = noise(40)
        let expected = filteredProbabilities(logits, options)
        var counts = [Double](repeating: 0, count: logits.count)
        let drawCount = 40_000
        for id in draws(drawCount, from: logits, options) { counts[id] += 1 }
        for id in logits.indices {
            // Five standard deviations of a binomial count, so that a seed fails by chance once in a million.
            let deviation = (expected[id] * (1 - expected[id]) * Double(drawCount)).squareRoot()
            #expect(abs(counts[id] - expected[id] * Double(drawCount)) <= 5 * deviation + 1e-9, "token \(id)")
        }
    }

    /// The definition, spelled out: sort, cut, normalise, in the order that the sampler documents.
    private func filteredProbabilities(_ logits: [Float], _ options: SamplingOptions) -> [Double] {
        var kept = logits.indices.sorted { (logits[$0], $1) > (logits[$1], $0) }
        let weight = { (id: Int) in exp(Double(logits[id]) / Double(options.temperature)) }
        func total() -> Double { kept.reduce(0) { $0 + weight($1) } }
        if options.topK > 0 { kept = Array(kept.prefix(options.topK)) }
        if options.topP < 1 {
            let all = total()
            var mass = 0.0
            kept = kept.enumerated().prefix { offset, id in
                defer { mass += weight(id) / all }
                return offset == 0 || mass < Double(options.topP)
            }.map(\.element)
        }
        kept = kept.filter { weight($0) >= Double(options.minP) * weight(kept[0]) * (1 - 1e-6) }
        let all = total()
        var result = [Double](repeating: 0, count: logits.count)
        for id in kept { result[id] = weight(id) / all }
        return result
    }

    @Test func `a tiny temperature is finite and takes the likeliest`() {
        #expect(draws(5, from: noise(300), SamplingOptions(temperature: 1e-38, seed: 1)).allSatisfy { $0 == noise(300).span.indexOfLargest })
    }

    @Test func `the repetition penalty divides positive and multiplies negative logits of tokens seen`() {
        var sampler = Sampler(options: SamplingOptions(repetitionPenalty: 2))
        let logits: [Float] = [3, 2, -1]
        #expect(sampler.draw(from: logits.span, on: .shared) == 0)
        sampler.observe(0)
        #expect(sampler.draw(from: logits.span, on: .shared) == 1)
        sampler.observe(1)
        #expect(sampler.draw(from: logits.span, on: .shared) == 0)
        let negative: [Float] = [-1, -1.5]
        #expect(sampler.draw(from: negative.span, on: .shared) == 0, "-2 against -3: both were seen")
    }

    @Test(arguments: [1, 2, 7, 40, 499, 500])
    func `selecting the largest agrees with sorting`(count: Int) {
        // Few distinct values, so that ties are common.
        let values = noise(500).map { ($0 * 4).rounded() }
        var candidates = Candidates()
        candidates.select(count, from: values.span)
        let sorted = values.indices.sorted { (values[$0], $1) > (values[$1], $0) }
        #expect(candidates.entries.map(\.id) == Array(sorted.prefix(count)))
    }

    @Test func `log-probabilities agree with double precision, unlikely tokens included`() {
        var logits = noise(3000)
        logits[17] = -200
        var logProbabilities = LogProbabilities()
        logProbabilities.read(logits.span, on: .shared)
        let logSum = log(logits.reduce(0.0) { $0 + exp(Double($1)) })
        for id in [0, 17, 2999] {
            #expect(abs(Double(logProbabilities.value(of: id, in: logits.span)) - (Double(logits[id]) - logSum)) < 2e-5)
        }
        let top = logProbabilities.top(3, in: logits.span)
        #expect(top.count == 3 && top[0].id == logits.span.indexOfLargest)
    }

    @Test(arguments: [
        (SamplingOptions(temperature: -1), "temperature"), (SamplingOptions(temperature: .nan), "temperature"),
        (SamplingOptions(topK: -1), "topK"), (SamplingOptions(topP: 1.1), "topP"), (SamplingOptions(minP: -0.1), "minP"),
        (SamplingOptions(repetitionPenalty: 0), "repetitionPenalty"),
    ])
    func `options without meaning are refused by name`(options: SamplingOptions, name: String) {
        do {
            try options.validate()
            Issue.record("accepted \(options)")
        } catch {
            guard case .invalidOption(name, _, _) = error else {
                Issue.record("\(error)")
                return
            }
        }
    }
}
