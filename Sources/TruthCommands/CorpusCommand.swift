import ArgumentParser

/// `truthgpt corpus …`: posts and documents, from reading to search.
struct CorpusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Prepare posts and documents for search and training.",
        subcommands: [CorpusEmbed.self])
}
