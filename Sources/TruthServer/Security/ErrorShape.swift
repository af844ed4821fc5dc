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
            return try Response(Self.explained(error, logger: context.logger))
        }
    }

    /// What the caller is told; what it isn't goes to the log.
    static func explained(_ error: any Error, logger: Logger) -> APIError {
        if let explained = APIError(explaining: error) { return explained }
        logger.error("A request failed", metadata: ["error": "\(error)"])
        return .unexplained
    }
}

extension Response {
    init(_ error: APIError) throws {
        try self.init(json: error.body, status: error.status, headers: error.headers)
    }

    init(
        json value: some Encodable, names: JSONText.Names = .camelCase, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws {
        var headers = headers
        headers[.contentType] = "application/json"
        let body = ByteBuffer(bytes: try JSONText.data(value, names: names))
        self.init(status: status, headers: headers, body: .init(byteBuffer: body))
    }
}
