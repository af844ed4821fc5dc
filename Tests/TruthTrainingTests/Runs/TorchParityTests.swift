import Foundation
import Testing
import TruthCheckpoints
import TruthModels
import TruthTensors
import TruthTraining

/// A tiny decoder trained by PyTorch with the same first numbers and batches (`scripts/goldens/training.py`).
struct TorchParityTests {
    struct Golden: Decodable {
        struct Configuration: Decodable {
            var vocabulary, width, layers, heads, keyValueHeads, headWidth, hiddenWidth, sequenceLength, sequences: Int
            var normEpsilon, rotaryBase, rate, decay, beta1, beta2, adamEpsilon, clip: Float
        }

        var configuration: Configuration
        var tokens: [Int32]
        /// Losses of 200 steps in f32 on one and two threads, in f64, and with bf16 autocast.
        var oneThread, twoThreads, double, bf16: [Double]
    }

    let golden: Golden
    let file: Checkpoint

    init() throws {
        let folder = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
        golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: folder.appending(path: "training.json")))
        file = try Checkpoint.open(path: folder.appending(path: "training.safetensors").path)
    }

    /// The model with its first numbers, and what trains it.
    private func make(_ precision: Precision, on processor: Processor) throws -> (decoder: TrainableDecoder, optimizer: Optimizer, arena: TensorArena) {
        let c = golden.configuration, arena = TensorArena()
        let decoder = TrainableDecoder(
            LlamaConfiguration(
                width: c.width, blockCount: c.layers, headCount: c.heads, keyValueHeadCount: c.keyValueHeads, headWidth: c.headWidth,
                hiddenWidth: c.hiddenWidth, vocabularySize: c.vocabulary, contextLength: c.sequenceLength, normEpsilon: c.normEpsilon,
                rotation: RotaryConfiguration(base: c.rotaryBase, pairing: .halves)),
            parametrization: Parametrization(), positionCount: c.sequenceLength, in: arena)
        try decoder.load(from: file, names: .huggingFace, pairing: .halves)
        if precision == .bf16 { for parameter in decoder.parameters where parameter.role != .gain { parameter.round(on: processor, in: arena) } }
        let optimizer = Optimizer(
            decoder.parameters.map { parameter in
                let decays = parameter.role == .hidden || parameter.role == .head
                return (
                    parameter,
                    .adamW(UpdateRule.AdamW(rate: c.rate, beta1: c.beta1, beta2: c.beta2, epsilon: c.adamEpsilon, decay: decays ? c.decay : 0))
                )
            }, on: processor, in: arena)
        return (decoder, optimizer, arena)
    }

    private func batch(_ step: Int) -> TokenBatch {
        let c = golden.configuration, row = c.sequenceLength + 1
        let start = step * c.sequences * row
        return TokenBatch((0..<c.sequences).map { Array(golden.tokens[start + $0 * row..<start + ($0 + 1) * row]) })
    }

    private func curve(_ precision: Precision, on processor: Processor) throws -> [Double] {
        let (decoder, optimizer, arena) = try make(precision, on: processor)
        return golden.double.indices.map { step in
            let tape = Tape(processor: processor, arena: arena, precision: precision, isRecording: true), batch = batch(step)
            let loss = decoder.loss(batch, gradientScale: 1 / Float(batch.targetCount), on: tape)
            tape.backward()
            let norm = optimizer.gradientNorm()
            optimizer.step(step + 1, rateFactor: 1, gradientScale: Float(min(1, Double(golden.configuration.clip) / norm)))
            return loss.mean
        }
    }

    /// The largest relative difference of two curves.
    private func spread(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { abs($0 - $1) / $1 }.max()! }

    @Test(arguments: InstructionSet.available)
    func `the first loss and every gradient are PyTorch's`(set: InstructionSet) throws {
        let processor = Processor(instructionSet: set, threadCount: 2)
        let (decoder, _, arena) = try make(.f32, on: processor), batch = batch(0)
        let tape = Tape(processor: processor, arena: arena, precision: .f32, isRecording: true)
        let loss = decoder.loss(batch, gradientScale: 1 / Float(batch.targetCount), on: tape)
        tape.backward()
        #expect(abs(loss.mean - golden.double[0]) / golden.double[0] < 1e-5)
        for parameter in decoder.parameters {
            let gradient = try #require(parameter.gradient)
            for part in parameter.parts {
                let ours = gradient.part(rows: part.rows).values, name = "gradient/\(part.name)"
                let theirs = try parameter.role == .gain
                    ? file.vector(named: name) : (0..<part.rows.count).flatMap { [matrix = try file.matrix(named: name)] in matrix.values(row: $0) }
                let size = theirs.map(abs).max()!, error = zip(ours, theirs).map { abs($0 - $1) }.max()!
                #expect(error < 1e-5 * size, "\(part.name)")
            }
        }
    }

    @Test(arguments: InstructionSet.available)
    func `two hundred steps in f32 stay as near to double precision as PyTorch's`(set: InstructionSet) throws {
        let ours = try curve(.f32, on: Processor(instructionSet: set, threadCount: 2))
        // PyTorch gives the same bits on one and two threads here, so that its own spread is its distance from f64.
        let allowed = 2 * max(spread(golden.oneThread, golden.double), spread(golden.oneThread, golden.twoThreads))
        #expect(spread(ours, golden.double) < allowed, "\(spread(ours, golden.double)) against \(allowed)")
    }

    @Test
    func `two hundred steps in bf16 stay within the spread of PyTorch's bf16`() throws {
        let ours = try curve(.bf16, on: Processor(instructionSet: .best, threadCount: 2))
        let allowed = spread(golden.bf16, golden.double)
        #expect(spread(ours, golden.double) < allowed, "\(spread(ours, golden.double)) against \(allowed)")
    }

    @Test(arguments: Precision.allCases)
    func `the number of threads changes no bit of a run`(precision: Precision) throws {
        let one = try curve(precision, on: Processor(instructionSet: .best, threadCount: 1))
        let three = try curve(precision, on: Processor(instructionSet: .best, threadCount: 3))
        #expect(one == three)
    }

    // MARK: - Adapters

    private struct AdapterGolden: Decodable {
        var rank: Int
        var alpha, rate: Float
        /// Losses of steps of AdamW in f64.
        var losses: [Double]
    }

    /// The decoder with the adapters of `scripts/goldens/adapters.py`.
    private func makeAdapted(_ precision: Precision, on processor: Processor) throws -> (golden: AdapterGolden, file: Checkpoint, decoder: TrainableDecoder, device: TrainingDevice) {
        let folder = try #require(Bundle.module.url(forResource: "Goldens", withExtension: nil))
        let golden = try JSONDecoder().decode(AdapterGolden.self, from: Data(contentsOf: folder.appending(path: "adapters.json")))
        let file = try Checkpoint.open(path: folder.appending(path: "adapters.safetensors").path)
        let (decoder, _, arena) = try make(precision, on: processor), device = TrainingDevice(processor, arena: arena, precision: precision)
        decoder.adapt([.query, .value, .down], rank: golden.rank, alpha: golden.alpha, seed: 1, on: device)
        for parameter in decoder.parameters {
            for learning in parameter.adapter?.parameters ?? [] {
                let matrix = try file.matrix(named: learning.name)
                learning.value.fill((0..<matrix.rows).flatMap { matrix.values(row: $0) })
                if precision == .bf16 { learning.round(on: processor, in: arena) }
            }
            parameter.mergeAdapter()
        }
        return (golden, file, decoder, device)
    }

    @Test
    func `adapters have PyTorch's gradients, and nothing else has any`() throws {
        let (_, file, decoder, device) = try makeAdapted(.f32, on: Processor(instructionSet: .best, threadCount: 2)), batch = batch(0)
        let tape = device.tape(isRecording: true)
        _ = decoder.loss(batch, gradientScale: 1 / Float(batch.targetCount), on: tape)
        tape.backward()
        #expect(decoder.parameters.allSatisfy { $0.gradient == nil })
        for learning in decoder.parameters.flatMap({ $0.adapter?.parameters ?? [] }) {
            let theirs = try file.matrix(named: "gradient/\(learning.name)"), ours = try #require(learning.gradient).values
            let expected = (0..<theirs.rows).flatMap { theirs.values(row: $0) }, size = expected.map(abs).max()!
            #expect(zip(ours, expected).allSatisfy { abs($0 - $1) < 2e-5 * size }, "\(learning.name)")
        }
    }

    @Test(arguments: [(Precision.f32, 1e-5), (.bf16, 5e-3)])
    func `adapters learn as in PyTorch`(precision: Precision, bound: Double) throws {
        let processor = Processor(instructionSet: .best, threadCount: 2), (golden, _, decoder, device) = try makeAdapted(precision, on: processor)
        let rule = UpdateRule.adamW(UpdateRule.AdamW(rate: golden.rate, beta1: 0.9, beta2: 0.95, epsilon: 1e-8, decay: 0))
        let optimizer = Optimizer(decoder.parameters.flatMap { $0.adapter?.parameters ?? [] }.map { ($0, rule) }, on: processor, in: device.arena)
        for (step, expected) in golden.losses.enumerated() {
            let tape = device.tape(isRecording: true), batch = batch(step)
            let loss = decoder.loss(batch, gradientScale: 1 / Float(batch.targetCount), on: tape)
            tape.backward()
            optimizer.step(step + 1, rateFactor: 1, gradientScale: 1)
            for parameter in decoder.parameters { parameter.mergeAdapter() }
            #expect(abs(loss.mean - expected) / expected < bound, "step \(step): \(loss.mean), not \(expected)")
        }
    }
}
