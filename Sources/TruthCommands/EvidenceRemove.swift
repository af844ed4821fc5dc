import ArgumentParser
import TruthEvidence

struct EvidenceRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take a document, or a whole collection, out of the store.")

    @Argument(help: ArgumentHelp("Identities, as `evidence list` shows them.", valueName: "identity"))
    var identities: [String] = []

    @Option(help: ArgumentHelp("Remove every document of this collection.", valueName: "name"))
    var source: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if identities.isEmpty == (source == nil) {
            throw ValidationError("Give either identities or --source.")
        }
    }

    func run() async throws {
        let store = try data.directory().openStore()
        var removed = 0
        var missing: [String] = []
        if let source { removed = try store.remove(source: source) }
        for identity in identities {
            if try store.remove(identity: identity) { removed += 1 } else { missing.append(identity) }
        }
        switch output.format {
        case .json: try Output.json(Removal(removed: removed, missing: missing))
        case .text: Output.line("\(removed) removed")
        }
        for identity in missing { Output.message("There is no document \(identity) in the store.") }
        if !missing.isEmpty || removed == 0 { throw ExitCode(1) }
    }

    private struct Removal: Encodable {
        var removed: Int
        var missing: [String]
    }
}
