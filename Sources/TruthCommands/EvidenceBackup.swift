import ArgumentParser
import TruthEvidence

struct EvidenceBackup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the store to one file, while others go on using it.",
        discussion: "To restore, stop the program and put the file in the data directory as evidence.sqlite.")

    @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
    var file: String

    @Flag(help: "Replace the file when it is there.")
    var replace = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let store = try data.directory().openStore()
        let bar = ProgressBar("Copying")
        try store.backup(to: file, replacing: replace) { share in
            bar.update(completed: Int(share * 1000), total: 1000) { "\($0 / 10) %" }
        }
        bar.finish()
        let statistics = try store.statistics()
        switch output.format {
        case .json: try Output.json(["file": file, "documents": "\(statistics.documents)"])
        case .text: Output.line("\(statistics.documents) documents copied to \(file)")
        }
    }
}
