import ArgumentParser
import Foundation
import TruthEvidence

struct CorpusForget: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: "Remove documents for good: from the store, its index, and every file made from them.",
        discussion: """
            Afterwards no file in the data directory contains them, and adding the same archive again doesn't bring them back. That can't be
            undone. Backups and copies elsewhere, models, and files outside the data directory are yours to remove; models trained on the documents
            are named. If it is interrupted, the next command that opens the store finishes it.
            """)

    @Option(help: ArgumentHelp("Everything by this author, written exactly so.", valueName: "name"))
    var author: String?

    @Option(name: .customLong("id"), help: ArgumentHelp("The document of this identity; may be given several times.", valueName: "identity"))
    var identities: [String] = []

    @Option(help: ArgumentHelp("Every document of this collection.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("Every document with a passage that holds all of these words.", valueName: "words"))
    var query: String?

    @Flag(help: "Only say what would be forgotten.")
    var dryRun = false

    @Flag(help: "Don't ask.")
    var yes = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let given = [author != nil, !identities.isEmpty, source != nil, query != nil]
        if given.count(where: \.self) != 1 { throw ValidationError("Give one of --author, --id, --source and --query.") }
    }

    private var selection: ForgetSelection {
        if let author { return .author(author) }
        if let source { return .source(source) }
        if let query { return .query(query) }
        return .identities(identities)
    }

    func run() async throws {
        let store = try data.directory().openStore()
        let preview = try store.preview(selection)
        if dryRun || preview.documents == 0 {
            try show(preview, done: false)
            if preview.documents == 0 { throw ExitCode(1) }
            return
        }
        try confirm(preview)
        try show(store.forget(selection), done: true)
    }

    /// - Throws: `ExitCode` unless the user agrees.
    private func confirm(_ preview: ForgetReport) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("This would forget \(preview.documents) documents for good. Give --yes to do it without being asked.")
        }
        Output.message("This forgets \(preview.documents) documents of \(preview.sources.joined(separator: ", ")) for good, such as:")
        for identity in preview.examples { Output.message("  \(identity)") }
        Output.message("Forget them? Type yes: ")
        guard readLine()?.trimmingCharacters(in: .whitespaces).lowercased() == "yes" else {
            Output.message("Nothing was changed.")
            throw ExitCode(1)
        }
    }

    private func show(_ report: ForgetReport, done: Bool) throws {
        if output.format == .json { return try Output.json(report) }
        Output.line(ForgetText.headline(report, done: done))
        for line in ForgetText.details(report) { Output.line(line) }
    }
}
