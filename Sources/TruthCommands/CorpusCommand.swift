import ArgumentParser

/// `truthgpt corpus …`: from posts and documents to what models are trained on.
struct CorpusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Turn posts and documents into what models are trained on.",
        subcommands: [CorpusShards.self])
}
