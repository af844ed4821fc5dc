public import ArgumentParser

/// The program: answers with evidence, checks texts, serves the page.
public struct Truthgpt: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "truthgpt",
        abstract: "Answers questions from your evidence, and says for every claim what it rests on.",
        discussion: """
            Everything is kept in one data directory (~/.local/share/truthgpt; --data or TRUTHGPT_DATA changes it).
            Data goes to standard output, messages and progress to standard error.
            """,
        version: version,
        subcommands: [
            Serve.self, Chat.self, Ask.self, Check.self, Search.self, EvidenceCommand.self, CorpusCommand.self, TokenizerCommand.self, TrainCommand.self, ModelsCommand.self,
            Complete.self, Perplexity.self, Bench.self, Doctor.self,
        ])

    /// The program's version, as `--version`, `doctor` and `/health` show it.
    package static let version = "0.1.0"

    public init() {}

    /// Runs the command that the program's arguments name, and ends the program.
    public static func start() async {
        await main()
    }
}
