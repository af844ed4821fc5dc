import ArgumentParser

/// `truthgpt corpus …`: posts and documents, from reading to search and training.
struct CorpusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Read, clean, describe and forget posts and documents; prepare them for search.",
        subcommands: [CorpusClean.self, CorpusReport.self, CorpusEmbed.self])
}
