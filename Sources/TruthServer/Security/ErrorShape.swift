import Hummingbird
import Logging

/// Turns whatever a route throws into an answer in OpenAI's shape.
struct ErrorShape: RouterMiddleware {
    typealias Context = BasicRequestContext

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as BodyReader.ConnectionError {
            // The connection itself is damaged: Hummingbird answers and closes it.
            throw error.underlying
        } catch {
            var response = try Response(Self.explained(error, logger: context.logger))
            // As answers that took work: once a client was watched, Hummingbird closes its connection, and who wasn't told would send
            // the next request into it.
            response.headers[.connection] = "close"
            return response
        }
    }

    /// What the caller is told; what it isn't goes to the log.
    static func explained(_ error: any Error, logger: Logger) -> APIError {
        if let explained = APIError(explaining: error) { return explained }
        logger.error("A request failed", metadata: ["error": "\(error)"])
        return .unexplained
    }
}
