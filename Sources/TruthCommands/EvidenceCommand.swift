import ArgumentParser

/// `truthgpt evidence …`: the store of documents that answers rest on.
struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Add, list, remove and back up the documents that answers rest on.",
        subcommands: [EvidenceAdd.self, EvidenceList.self, EvidenceRemove.self, EvidenceStats.self, EvidenceBackup.self])
}
