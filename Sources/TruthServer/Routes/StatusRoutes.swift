import Foundation
import Hummingbird
import TruthEvidence
import TruthModels

/// `GET /health` and `GET /metrics`: whether the server works, with what, and how much it has done.
struct StatusRoutes: Sendable {
    let services: Services
    let guardian: RequestGuard

    struct Health: Encodable, Sendable {
        struct Embedder: Encodable, Sendable {
            var name: String
            var dimension: Int
        }

        /// `ok`, or `degraded` when the evidence can't be read.
        var status: String
        var keyRequired: Bool
        /// This and what follows is shown only to those who may use the API.
        var version: String?
        var model: ModelDescription?
        var embedder: Nullable<Embedder>?
        var evidence: Nullable<EvidenceSummary>?
        /// How many passages have vectors while they are computed, and when that is done; `null` before, and where none are computed.
        var vectors: Nullable<PassageEmbedding.Progress>?
    }

    func health(_ request: Request, context: BasicRequestContext) async throws -> Response {
        let configuration = services.configuration
        var counts: EvidenceSummary?
        do {
            counts = try await services.blocking(services.evidence)
        } catch {
            context.logger.error("The evidence can't be read", metadata: ["error": "\(error)"])
        }
        var health = Health(status: counts == nil ? "degraded" : "ok", keyRequired: configuration.apiKeys != nil)
        if guardian.isAuthorized(request) {
            health.version = configuration.version
            health.model = services.generator.model
            health.embedder = .init(services.embedding.map { .init(name: $0.name, dimension: $0.embedder.dimension) })
            health.evidence = .init(counts)
            health.vectors = .init(services.vectors.withLock { $0 })
        }
        return try Response(json: health, status: counts == nil ? .serviceUnavailable : .ok)
    }

    func metrics(_ request: Request, context: BasicRequestContext) throws -> Response {
        let gates = [("generation", services.generationGate.load), ("lookup", services.lookupGate.load), ("import", services.importGate.load)]
        let text = services.metrics.text(
            gauges: gates.map { ("truthgpt_running", [("work", $0.0)], $0.1.running) }
                + gates.map { ("truthgpt_waiting", [("work", $0.0)], $0.1.waiting) })
        return Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
