import ArgumentParser
import Foundation
import TruthEvidence

struct EvidenceList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the documents in the store.")

    @Option(help: ArgumentHelp("Only documents of this collection.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The most documents to list.", valueName: "count"))
    var limit = 20

    @Option(help: ArgumentHelp("How many to pass over first.", valueName: "count"))
    var offset = 0

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is \(limit); expected at least 1.") }
        if offset < 0 { throw ValidationError("--offset is \(offset); expected at least 0.") }
    }

    func run() async throws {
        let store = try data.directory().openStore()
        let documents = try store.documents(source: source, limit: limit, offset: offset)
        switch output.format {
        case .json: try Output.json(documents)
        case .text:
            let rows = documents.map { document in
                [
                    document.identity, document.title ?? "–", document.source, document.author ?? "–",
                    document.created?.formatted(.iso8601.year().month().day()) ?? "–",
                ]
            }
            Output.line(Output.table([["IDENTITY", "TITLE", "SOURCE", "AUTHOR", "DATE"]] + rows))
            if documents.count == limit { Output.message("There may be more: --offset \(offset + limit)") }
        }
    }
}
