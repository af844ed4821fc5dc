import Hummingbird

extension Router where Context == BasicRequestContext {
    /// Adds every route of the server, and an answer to the methods that an address doesn't take.
    func addRoutes(_ services: Services, guardian: RequestGuard) {
        let chat = ChatCompletionRoute(services: services)
        let completion = CompletionRoute(services: services)
        let embedding = EmbeddingRoute(services: services)
        let models = ModelRoutes(services: services)
        let ask = AskRoute(services: services)
        let check = CheckRoute(services: services)
        let search = SearchRoute(services: services)
        let status = StatusRoutes(services: services, guardian: guardian)

        add("/v1/chat/completions", post: chat.respond)
        add("/v1/completions", post: completion.respond)
        add("/v1/embeddings", post: embedding.respond)
        add("/v1/models", get: models.list)
        add("/v1/models/:id", get: models.model)
        add("/v1/ask", post: ask.respond)
        add("/v1/check", post: check.respond)
        add("/v1/search", get: search.get, post: search.post)
        if let keeping = services.corpus {
            let corpus = CorpusRoutes(services: services, corpus: keeping)
            add("/v1/corpus", get: corpus.summary)
            add("/v1/corpus/documents", post: corpus.add)
            add("/v1/corpus/report", get: corpus.report)
        }
        add("/health", get: status.health)
        add("/metrics", get: status.metrics)
        for file in PageFile.all.values { add(RouterPath(file.path), get: file.respond) }
    }

    private typealias Handler = @Sendable (Request, BasicRequestContext) async throws -> Response

    private func add(_ path: RouterPath, get: Handler? = nil, post: Handler? = nil) {
        if let get { on(path, method: .get, use: get) }
        if let post { on(path, method: .post, use: post) }
        let taken: [HTTPRequest.Method] = (get == nil ? [] : [.get, .head]) + (post == nil ? [] : [.post])
        let allowed = taken.map(\.rawValue).joined(separator: ", ")
        let all: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        for method in all where !taken.contains(method) {
            on(path, method: method) { _, _ -> Response in
                throw APIError(
                    status: .methodNotAllowed, message: "This address takes \(allowed), not \(method.rawValue).",
                    code: "method_not_allowed", headers: [.allow: allowed])
            }
        }
    }
}
