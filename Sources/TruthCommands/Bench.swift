import ArgumentParser
import TruthModels

struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how fast a model reads prompts and generates on this machine.",
        discussion: "Medians over the repetitions, after one warm-up. Run nothing else meanwhile.")

    @Argument(help: ArgumentHelp("The model. Default: the one of the data directory.", valueName: "model"))
    var path: String?

    @Option(help: ArgumentHelp("Tokens of the prompt.", valueName: "count"))
    var prompt = 512

    @Option(help: ArgumentHelp("Tokens to generate.", valueName: "count"))
    var generate = 128

    @Option(help: ArgumentHelp("How often each is measured.", valueName: "count"))
    var repetitions = 5

    @Option(help: ArgumentHelp("Threads. Default: what the machine and its container allow.", valueName: "count"))
    var threads: Int?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (name, value) in [("--prompt", prompt), ("--generate", generate), ("--repetitions", repetitions), ("--threads", threads ?? 1)]
        where value < 1 {
            throw ValidationError("\(name) is \(value); expected at least 1.")
        }
    }

    func run() async throws {
        let modelPath = try data.directory().modelPath(explicit: path)
        let engine = try Engine.load(modelPath: modelPath, options: EngineOptions(slotCount: 1, threadCount: threads))
        _ = try await measure(engine, repetition: 0)
        var samples: [Sample] = []
        for repetition in 1...repetitions { samples.append(try await measure(engine, repetition: repetition)) }
        let record = Record(
            model: engine.model.name, quantization: engine.model.quantization, promptTokens: prompt, generatedTokens: generate,
            promptTokensPerSecond: median(samples.map(\.prompt)), generateTokensPerSecond: median(samples.map(\.generate)))
        switch output.format {
        case .json: try Output.json(record)
        case .text:
            Output.line("\(record.model), \(record.quantization)")
            Output.line("prompt of \(prompt):   \(Output.decimal(record.promptTokensPerSecond, 1)) tokens/s")
            Output.line("generate \(generate):    \(Output.decimal(record.generateTokensPerSecond, 1)) tokens/s")
        }
    }

    private struct Sample {
        var prompt: Double
        var generate: Double
    }

    private struct Record: Encodable {
        var model: String
        var quantization: String
        var promptTokens: Int
        var generatedTokens: Int
        var promptTokensPerSecond: Double
        var generateTokensPerSecond: Double
    }

    /// Tokens per second of one prompt without an answer, then of an answer to a one-token prompt.
    private func measure(_ engine: Engine, repetition: Int) async throws -> Sample {
        // Differs from the last repetition's from its first token on, so that no cache helps.
        let tokens = (0..<prompt).map { 20 + ($0 * 7 + repetition * 13) % 1000 }
        let reading = try await time(engine, tokens: tokens, count: 0)
        let one = try await time(engine, tokens: [20 + repetition], count: 1)
        let writing = try await time(engine, tokens: [1020 + repetition], count: generate + 1)
        return Sample(prompt: Double(prompt) / reading, generate: Double(generate) / (writing - one))
    }

    /// The seconds that a request takes which generates `count` tokens, whatever they are.
    private func time(_ engine: Engine, tokens: [Int], count: Int) async throws -> Double {
        var request = GenerationRequest(prompt: .tokens(tokens), maximumTokens: count)
        request.ignoresEndOfText = true
        let start = ContinuousClock.now
        for try await _ in engine.generate(request) {}
        return (ContinuousClock.now - start) / .seconds(1)
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted(), middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
