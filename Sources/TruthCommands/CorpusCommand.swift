import ArgumentParser

/// `truthgpt corpus …`: an organisation's posts and documents, from reading to search and training.
struct CorpusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "corpus", abstract: "Add, clean, describe and forget an organisation's posts and documents; prepare them for search and training.",
        subcommands: [
            CorpusAdd.self, CorpusStats.self, CorpusEmbed.self, CorpusForget.self, CorpusClean.self, CorpusReport.self, CorpusShards.self,
        ])
}
