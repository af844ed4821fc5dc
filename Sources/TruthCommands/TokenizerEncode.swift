import ArgumentParser
import Foundation
import TruthCorpus
import TruthTokens

struct TokenizerEncode: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Turn texts into token ids, and say how many there are and how fast it went.",
        discussion: """
            Texts are read first and encoded then, so that the time is that of encoding alone. With --times, each round begins with what
            the round before it has learnt about the words.
            """)

    @Argument(help: ArgumentHelp("Files or folders. Default: the documents of the store.", valueName: "path"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("The tokenizer.json.", valueName: "file"))
    var tokenizer: String

    @Option(help: ArgumentHelp("Write the ids here: one JSON array a document.", valueName: "file"))
    var ids: String?

    @Option(help: ArgumentHelp("How often to encode everything.", valueName: "count"))
    var times = 1

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the text.", valueName: "field"))
    var text: String?

    @Option(help: ArgumentHelp("Threads. Default: what the machine and its container allow.", valueName: "count"))
    var threads: Int?

    @Flag(help: "Put the tokens that open and close a text around each.")
    var framed = false

    @OptionGroup var data: DataOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        for (name, value) in [("--times", times), ("--threads", threads ?? 1)] where value < 1 {
            throw ValidationError("\(name) is \(value); expected at least 1.")
        }
    }

    func run() async throws {
        let tokenizer = try Tokenizer(contentsOf: URL(filePath: tokenizer))
        let documents = try CorpusDocuments(
            paths: paths, data: data, options: ReadingOptions(columns: ReadingOptions.Columns(text: text)))
        let texts = try documents.nextTexts(byteCount: .max)
        var record = Record(documents: texts.count, bytes: texts.reduce(0) { $0 + $1.utf8.count })
        var encoded: [[Int]] = []
        for _ in 0..<times {
            let start = ContinuousClock.now
            encoded = tokenizer.encode(batch: texts, threadCount: ThreadOption.count(threads), addingSpecial: framed)
            record.seconds.append((ContinuousClock.now - start) / .seconds(1))
        }
        record.tokens = encoded.reduce(0) { $0 + $1.count }
        if let ids { try write(encoded, to: ids) }
        try show(record)
        if documents.rejectedCount > 0 { throw ExitCode(2) }
    }

    private struct Record: Encodable {
        var documents: Int
        var bytes: Int
        var tokens = 0
        /// One for each round.
        var seconds: [Double] = []
    }

    private func write(_ encoded: [[Int]], to path: String) throws {
        let lines = encoded.map { "[" + $0.map(String.init).joined(separator: ",") + "]\n" }
        try Data(lines.joined().utf8).write(to: URL(filePath: path), options: .atomic)
    }

    private func show(_ record: Record) throws {
        switch format.format {
        case .json: try Output.json(record)
        case .text:
            let fastest = record.seconds.min() ?? 0
            Output.line(
                "\(record.documents) documents, \(Output.bytes(record.bytes)), \(record.tokens) tokens; \(Output.decimal(Double(record.bytes) / fastest / 1e6, 1)) MB/s")
        }
    }
}
