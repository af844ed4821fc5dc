import ArgumentParser
import Logging
import TruthAnswers
import TruthEvidence
import TruthModels
import TruthServer

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the page and the HTTP API.",
        discussion: """
            Only this machine can reach 127.0.0.1, the default. Any other address needs API keys: `truthgpt serve --new-key NAME` makes
            one, shows it once and ends. SIGTERM and Ctrl-C let running answers finish.
            """)

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(help: ArgumentHelp("The port to listen on; 0 takes a free one.", valueName: "number"))
    var port = 8080

    @Option(help: ArgumentHelp("Make an API key of this name, show it, and end.", valueName: "name"))
    var newKey: String?

    @Option(help: ArgumentHelp("Take back the API key of this name, and end.", valueName: "name"))
    var removeKey: String?

    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp("A name, besides this machine's, under which clients may address the server.", valueName: "name"))
    var allowedHosts: [String] = []

    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp("A website, besides the server's own page, that may call the API.", valueName: "origin"))
    var allowedOrigins: [String] = []

    @Option(help: ArgumentHelp("How many requests may wait for a slot; the next one gets 503.", valueName: "count"))
    var queue = 32

    @Flag(help: "Don't compute the vectors that passages lack while no request runs.")
    var noEmbed = false

    @OptionGroup var model: ModelOptions
    @OptionGroup var adapter: AdapterOptions
    @OptionGroup var data: DataOptions

    func validate() throws {
        if !(0...65535).contains(port) { throw ValidationError("--port is \(port); expected 0 to 65535.") }
        if queue < 0 { throw ValidationError("--queue is \(queue); expected at least 0.") }
        if newKey != nil, removeKey != nil { throw ValidationError("Give either --new-key or --remove-key.") }
    }

    func run() async throws {
        let directory = try data.directory()
        var keys = try APIKeys(contentsOf: directory.keysPath)
        if let newKey {
            let key = try keys.generate(name: newKey)
            try keys.write(to: directory.keysPath)
            return Output.line(key)
        }
        if let removeKey {
            guard keys.remove(name: removeKey) else { throw ValidationError("There is no key named \(removeKey).") }
            return try keys.write(to: directory.keysPath)
        }
        try await serve(from: directory, keys: keys)
    }

    private func serve(from directory: DataDirectory, keys: APIKeys) async throws {
        let assembly = try Assembly(directory: directory, model: model, adapters: adapter.paths)
        model.announceMemory(of: assembly.engine)
        let configuration = ServerConfiguration(
            host: host, port: port, apiKeys: keys.entries.isEmpty ? nil : keys, allowedHosts: allowedHosts,
            allowedOrigins: allowedOrigins, version: Truthgpt.version,
            limits: ServerLimits(running: model.slots, waiting: queue))
        let store = assembly.store
        store.updateLexicalIndexInBackground()
        let server = try TruthServer(
            configuration: configuration, generator: assembly.engine, search: assembly.search,
            embedder: assembly.embedder.map { encoder in
                EmbeddingModel(
                    name: "all-MiniLM-L6-v2", embedder: encoder, maximumTokens: nil,
                    tokenCount: { encoder.tokenCount(of: $0) })
            },
            answering: assembly.pipeline, evidence: { try EvidenceSummary(store.statistics()) },
            corpus: ServedCorpus(directory: directory, store: store),
            vectors: noEmbed ? nil : assembly.embedder.map { VectorUpkeep(store: store, embedder: $0, name: "all-MiniLM-L6-v2") }, logger: logger(), onListening: try announce(assembly, at: host, directory: directory))
        try await server.runUntilSignalled()
        assembly.engine.shutDown()
    }

    private func logger() -> Logger {
        var logger = Logger(label: "truthgpt") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .notice
        return logger
    }

    /// Says where the page is, and what answers there rest on.
    private func announce(_ assembly: Assembly, at host: String, directory: DataDirectory) throws -> @Sendable (Int) async -> Void {
        let model = assembly.engine.model
        let documents = try assembly.store.statistics().documents
        let hasEmbedder = assembly.embedder != nil
        return { port in
            Output.message("\(model.name) (\(model.quantization), context \(model.contextLength)) · \(documents) documents as evidence")
            if !hasEmbedder { Output.message("No embedder in \(directory.embedderPath): claims are compared by words, numbers and names alone.") }
            let name = host.contains(":") ? "[\(host)]" : host
            Output.message("Open http://\(name):\(port) · Ctrl-C ends")
        }
    }
}


extension EvidenceSummary {
    init(_ statistics: EvidenceStatistics) {
        self.init(
            documents: statistics.documents, passages: statistics.passages, sources: statistics.sources.map(\.name))
    }
}
