import ArgumentParser

/// `truthgpt corpus …`: an organisation's posts and documents, cleaned and kept as evidence.
struct CorpusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Add, count and forget an organisation's posts and documents.",
        subcommands: [CorpusAdd.self, CorpusStats.self, CorpusForget.self])
}
