import ArgumentParser
import Foundation
import TruthCorpus
import TruthTraining

struct CorpusShards: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shards", abstract: "Make token shards for training of the store's documents or of files.",
        discussion: """
            Documents that are nearly the same as an earlier one are left out; with --keep-near-duplicates they stay, on the side of the
            other. The rest is tokenised, shuffled and split into training and validation. The shards take the
            place of older ones in one step at the end; an interrupted run changes nothing. The same documents with the same seed give
            the same shards.
            """)

    @Argument(help: ArgumentHelp("Files or folders. Default: the documents of the store.", valueName: "path"))
    var paths: [String] = []

    @Option(help: ArgumentHelp("The tokenizer.json.", valueName: "file"))
    var tokenizer: String?

    @Option(help: ArgumentHelp("The folder to write. Default: shards/corpus in the data directory.", valueName: "folder"))
    var output: String?

    @Option(help: ArgumentHelp("Same documents and seed, same shards.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(name: .customLong("validation"), help: ArgumentHelp("The share of documents kept for validation.", valueName: "share"))
    var validationShare = 0.01

    @Option(help: ArgumentHelp("The special token that ends a document. Default: the tokenizer's own.", valueName: "token"))
    var endToken: String?

    @Option(
        help: ArgumentHelp(
            "Duplicates to keep, each group on one side: lines of identity, tab, group. What isn't listed is grouped by its words.", valueName: "file"))
    var groups: String?

    @Flag(help: "Keep documents that are nearly the same as an earlier one, on the same side as that.")
    var keepNearDuplicates = false

    @Option(help: ArgumentHelp("The most tokens in a shard.", valueName: "count"))
    var shardTokens = 1 << 26

    @Option(name: .customLong("memory"), help: ArgumentHelp("Megabytes of documents to hold before they go to disk.", valueName: "count"))
    var memoryMegabytes = 256

    @Option(help: ArgumentHelp("JSON Lines: the field that holds the text.", valueName: "field"))
    var text: String?

    @Option(help: ArgumentHelp("Threads. Default: what the machine and its container allow.", valueName: "count"))
    var threads: Int?

    @Flag(help: "Check the shards that are there, every byte, instead of making new ones.")
    var check = false

    @OptionGroup var data: DataOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        for (name, value) in [("--threads", threads ?? 1), ("--memory", memoryMegabytes)] where value < 1 {
            throw ValidationError("\(name) is \(value); expected at least 1.")
        }
        if !check, tokenizer == nil { throw ValidationError("Give the tokenizer with --tokenizer FILE; truthgpt tokenizer train makes one.") }
    }

    func run() async throws {
        let folder = try output ?? data.directory().url.appending(path: "shards/corpus").path
        if check {
            let shards = try ShardSet(path: folder)
            try shards.verify()
            if let tokenizer { try shards.require(ShardTokenizer(path: tokenizer, endToken: endToken)) }
            return try show(shards.manifest, folder: folder, copies: 0)
        }
        var builder = try builder()
        let copies = groups == nil ? try nearDuplicates(besides: folder) : nil
        if let copies { builder.groups = copies }
        let documents = try documents()
        let bar = ProgressBar("Making shards")
        let progress = { (progress: ShardBuilder.Progress) in
            bar.update(completed: Int(progress.writtenShare * 1000), total: 1000) { _ in
                "\(progress.documents) documents, \(progress.tokens) tokens"
            }
        }
        let manifest =
            if let copies, !keepNearDuplicates {
                try builder.build(UniqueDocuments(documents, without: copies), in: folder, progress: progress)
            } else {
                try builder.build(documents, in: folder, progress: progress)
            }
        bar.finish()
        try show(manifest, folder: folder, copies: copies?.copyCount ?? 0)
        if documents.rejectedCount > 0 { throw ExitCode(2) }
    }

    private func documents() throws -> CorpusDocuments {
        try CorpusDocuments(paths: paths, data: data, options: ReadingOptions(columns: ReadingOptions.Columns(text: text)))
    }

    /// Reads everything once before the shards are made.
    private func nearDuplicates(besides folder: String) throws -> NearDuplicateGroups {
        let bar = ProgressBar("Comparing")
        defer { bar.finish() }
        let documents = try documents()
        // What can't be read is named when the shards are made.
        documents.isQuiet = true
        return try NearDuplicateGroups(documents, setting: CleaningRecipe.default.nearDuplicates.setting, folder: folder + ".signatures") { count in
            bar.update(completed: count, total: 0) { _ in "\(count) documents" }
        }
    }

    private func builder() throws -> ShardBuilder {
        guard let tokenizer else { preconditionFailure("CorpusShards: validate() lets nobody by without a tokenizer") }
        var builder = try ShardBuilder(
            recipe: ShardRecipe(seed: seed, validationShare: validationShare, tokensPerShard: shardTokens),
            tokenizer: ShardTokenizer(path: tokenizer, endToken: endToken))
        if let groups { builder.groups = try ListedGroups(path: groups) }
        builder.threadCount = ThreadOption.count(threads)
        builder.memoryBytes = memoryMegabytes << 20
        return builder
    }

    private func show(_ manifest: ShardManifest, folder: String, copies: Int) throws {
        guard format.format == .text else { return try Output.json(manifest) }
        for split in ShardSplit.allCases {
            let side = manifest[split]
            Output.line("\(split.rawValue): \(side.documents) documents, \(side.tokens) tokens, \(side.shards.count) shards")
        }
        let rows = manifest.sources.map { [$0.name, "\($0.documents)", "\($0.tokens)"] }
        Output.line(Output.table([["SOURCE", "DOCUMENTS", "TOKENS"]] + rows, rightAligned: [1, 2]))
        let licences = manifest.licences.map { "\($0.licence ?? "not stated") (\($0.documents))" }
        Output.line("licences: \(licences.joined(separator: ", "))")
        if manifest.emptyDocuments > 0 { Output.line("\(manifest.emptyDocuments) documents without text were left out") }
        if copies > 0 {
            Output.line("\(copies) documents nearly the same as an earlier one \(keepNearDuplicates ? "stand on its side" : "were left out")")
        }
        if manifest.validation.documents == 0 { Output.message("No document fell to validation; take a larger share or more documents.") }
        Output.line(folder)
    }
}
