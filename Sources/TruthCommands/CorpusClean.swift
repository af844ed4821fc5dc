import ArgumentParser
import TruthCorpus

struct CorpusClean: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Clean files or folders into one file of JSON Lines, without duplicates and private data.",
        discussion: """
            The recipe says which steps run and how; without one, the default does. A record that can't be read is named on standard error and
            set aside; the rest goes on. Beside FILE.jsonl, FILE.report.json says what each step did: see `truthgpt corpus report`.
            """)

    @Argument(help: ArgumentHelp("Files or folders; - reads standard input, with --input-format.", valueName: "path"))
    var paths: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Where the cleaned documents go.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("A recipe in YAML.", valueName: "file"))
    var recipe: String?

    @Flag(help: "Write the recipe with what each setting means, and end.")
    var printRecipe = false

    @OptionGroup var reading: ReadingFlags
    @OptionGroup var results: OutputOptions

    func validate() throws {
        if printRecipe { return }
        if paths.isEmpty { throw ValidationError("Name the files or folders to clean.") }
        if output == nil { throw ValidationError("Say with --output where the cleaned documents go.") }
    }

    func run() async throws {
        let recipe = try recipe.map { try CleaningRecipe(contentsOf: $0) } ?? .default
        if printRecipe { return Output.write(recipe.yaml) }
        let readers = try paths.map { (name: $0, reader: try reading.reader($0)) }
        let bar = ProgressBar("Cleaning")
        defer { bar.finish() }
        let report = try CorpusCleaner(output: output ?? "", recipe: recipe).clean(
            readers,
            progress: { report, reader in
                bar.update(completed: reader.progress.bytesRead, total: reader.progress.bytesTotal ?? 0) { _ in "\(report.documentsRead) documents" }
            },
            rejected: { Output.message("set aside: \($0)") })
        bar.finish()
        try show(report)
        if report.recordsSetAside > 0 { throw ExitCode(2) }
    }

    private func show(_ report: CleaningReport) throws {
        if results.format == .json { return try Output.json(report) }
        let rows = report.steps.map { step in
            [step.name, "\(step.documentsIn)", "\(step.documentsRemoved)", "\(step.documentsChanged)", step.removed.sorted { $0.value > $1.value }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")]
        }
        Output.line(Output.table([["STEP", "DOCUMENTS", "REMOVED", "CHANGED", "WHY"]] + rows, rightAligned: [1, 2, 3]))
        Output.line(
            "\(report.documentsRead) documents read, \(report.documentsKept) kept (\(Output.bytes(report.bytesKept))), "
                + "\(report.recordsSetAside) set aside, \(Output.decimal(report.seconds, 1)) s")
    }
}
