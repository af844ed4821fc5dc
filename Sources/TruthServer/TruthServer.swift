import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import TruthAnswers
import TruthEvidence
import TruthModels

/// The HTTP server: OpenAI's routes, ours, and the page.
///
/// It holds no state but its limits and metrics; the engine, the evidence and the pipelines are handed in.
public struct TruthServer: Service {
    /// What listens and answers; tests send requests to it without a socket.
    package let application: Application<RouterResponder<BasicRequestContext>>
    private let configuration: ServerConfiguration
    private let logger: Logger
    /// What is done while nobody asks; `nil` when no vectors are computed.
    package let vectorService: (any Service)?

    /// A server that is ready to run.
    ///
    /// - Parameters:
    ///   - embedder: The model behind `/v1/embeddings`; `nil` answers 404 there.
    ///   - evidence: Counts the evidence, for `/health`; it is called on a thread that may block.
    ///   - corpus: What the corpus routes work with; `nil` answers 404 there.
    ///   - vectors: What is computed while no request runs; `nil` computes nothing.
    ///   - onListening: Called with the port once the server listens.
    /// - Throws: ``ServerError/addressNeedsKeys(host:)`` when other machines could reach it without a key.
    public init(
        configuration: ServerConfiguration, generator: any TextGenerator, search: any PassageSearch, embedder: EmbeddingModel?,
        answering: any Answering, evidence: @escaping @Sendable () throws -> EvidenceSummary,
        corpus: (any CorpusKeeping)? = nil, vectors: (any VectorKeeping)? = nil, logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        guard configuration.isLoopback || configuration.apiKeys?.entries.isEmpty == false else {
            throw ServerError.addressNeedsKeys(host: configuration.host)
        }
        let services = Services(
            configuration: configuration, generator: generator, search: search, embedding: embedder, answering: answering,
            evidence: evidence, corpus: corpus)
        if let corpus { try UploadedFile.removeLeftovers(in: corpus.uploadFolder) }
        let guardian = RequestGuard(policy: HostPolicy(configuration: configuration), keys: configuration.apiKeys)
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders())
        router.add(middleware: RequestMeter(metrics: services.metrics))
        router.add(middleware: ErrorShape())
        router.add(middleware: guardian)
        router.addRoutes(services, guardian: guardian)
        let limits = configuration.limits
        application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .nanoseconds(Int64(limits.idleTime / .nanoseconds(1))))),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? configuration.port) },
            logger: logger)
        self.configuration = configuration
        self.logger = logger
        vectorService = vectors.map { VectorService(services: services, vectors: $0, logger: logger) }
    }

    /// Listens and answers until the surrounding service group shuts down.
    ///
    /// - Throws: ``ServerError/portInUse(host:port:)`` or ``ServerError/cannotBind(host:port:reason:)``.
    public func run() async throws {
        do {
            try await application.run()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw ServerError.portInUse(host: configuration.host, port: configuration.port)
        } catch let error as IOError {
            throw ServerError.cannotBind(host: configuration.host, port: configuration.port, reason: error.description)
        } catch let error as SocketAddressError {
            throw ServerError.cannotBind(host: configuration.host, port: configuration.port, reason: "\(error)")
        }
    }

    /// Listens and answers until SIGTERM or SIGINT; then takes no more requests and lets the running ones finish within the drain time.
    public func runUntilSignalled() async throws {
        var group = ServiceGroupConfiguration(
            // The last is told to stop first.
            services: ([self as any Service] + [vectorService].compactMap { $0 }).map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.limits.drainTime
        try await ServiceGroup(configuration: group).run()
    }
}
