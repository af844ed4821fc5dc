import ArgumentParser
import Foundation
import TruthCorpus
import TruthTokens

struct TokenizerTrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a byte-level BPE tokenizer on the store's documents or on files.",
        discussion: """
            The result is a tokenizer.json that HF tokenizers loads too, with the same merges as its own trainer learns from the same
            texts. Any text can be encoded: all 256 bytes are tokens. Special tokens get the ids from 0 on and never come out of a text.
            """)

    @Argument(help: ArgumentHelp("Files or folders. Default: the documents of the store.", valueName: "path"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @Option(name: .customLong("vocabulary"), help: ArgumentHelp("The number of tokens.", valueName: "count"))
    var vocabularySize = 8192

    @Option(help: ArgumentHelp("How often a pair must occur to become a token.", valueName: "count"))
    var minimumFrequency = 2

    @Option(help: ArgumentHelp("How text is cut into words: \(PreTokenizer.names).", valueName: "name"))
    var preTokenizer: PreTokenizer = .smolLM

    @Option(name: .customLong("special"), help: ArgumentHelp("A special token; may be repeated.", valueName: "token"))
    var specialTokens = ["<|endoftext|>"]

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the text.", valueName: "field"))
    var text: String?

    @Option(help: ArgumentHelp("Threads. Default: what the machine and its container allow.", valueName: "count"))
    var threads: Int?

    @OptionGroup var data: DataOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is \(threads); expected at least 1.") }
    }

    func run() async throws {
        let recipe = TokenizerRecipe(
            vocabularySize: vocabularySize, minimumFrequency: minimumFrequency, preTokenizer: preTokenizer, specialTokens: specialTokens)
        let trainer = try TokenizerTrainer(recipe, threadCount: ThreadOption.count(threads))
        let documents = try CorpusDocuments(
            paths: paths, data: data, options: ReadingOptions(columns: ReadingOptions.Columns(text: text)))
        let bar = ProgressBar("Training")
        var record = Record()
        while case let texts = try documents.nextTexts(byteCount: 8 << 20), !texts.isEmpty {
            record.countSeconds += seconds { trainer.add(texts) }
            record.documents += texts.count
            record.bytes += texts.reduce(0) { $0 + $1.utf8.count }
        }
        let start = ContinuousClock.now
        let trained = try trainer.train { count in bar.update(completed: count, total: vocabularySize) { "\($0) tokens" } }
        record.mergeSeconds = (ContinuousClock.now - start) / .seconds(1)
        bar.finish()
        // Reads back what will be written, so that a file that can't be loaded is never left behind.
        _ = try trained.tokenizer()
        try Data(trained.json.utf8).write(to: URL(filePath: output), options: .atomic)
        record.words = trained.wordCount
        record.vocabularySize = trained.vocabulary.count
        record.merges = trained.merges.count
        try show(record)
        if documents.rejectedCount > 0 { throw ExitCode(2) }
    }

    private struct Record: Encodable {
        var documents = 0
        var bytes = 0
        /// Different words.
        var words = 0
        var vocabularySize = 0
        var merges = 0
        var countSeconds = 0.0
        var mergeSeconds = 0.0
    }

    private func show(_ record: Record) throws {
        if record.vocabularySize < vocabularySize {
            Output.message(
                "The vocabulary has \(record.vocabularySize) tokens instead of \(vocabularySize): no other pair occurs \(minimumFrequency) times.")
        }
        switch format.format {
        case .json: try Output.json(record)
        case .text:
            Output.line(
                "\(record.vocabularySize) tokens from \(record.documents) documents (\(Output.bytes(record.bytes)), \(record.words) different words) in \(Output.decimal(record.countSeconds + record.mergeSeconds, 1)) s: \(output)")
        }
    }

    private func seconds(_ work: () -> Void) -> Double {
        let start = ContinuousClock.now
        work()
        return (ContinuousClock.now - start) / .seconds(1)
    }
}

extension PreTokenizer: ExpressibleByArgument {
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
