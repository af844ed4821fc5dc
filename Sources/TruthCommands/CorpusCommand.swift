import ArgumentParser

/// `truthgpt corpus …`: documents made ready for the store and for training.
struct CorpusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Clean documents, and report on what a corpus consists of.",
        subcommands: [CorpusClean.self, CorpusReport.self])
}
