import Foundation
import HTTPTypes
import Hummingbird

/// Refuses requests that a foreign website may have caused, and those without a valid key.
struct RequestGuard: RouterMiddleware {
    typealias Context = BasicRequestContext

    let policy: HostPolicy
    let keys: APIKeys?

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let origin = request.headers[.origin]
        let authority = try checkHost(of: request)
        try checkOrigin(of: request, authority: authority)
        if let origin, policy.isForeign(origin: origin), request.method == .options {
            return Response(status: .noContent, headers: crossOriginHeaders(origin))
        }
        do {
            if !request.isPublic, !isAuthorized(request) { throw unauthorized(request) }
            var response = try await next(request, context)
            if let origin, policy.isForeign(origin: origin) { response.headers.append(contentsOf: crossOriginHeaders(origin)) }
            return response
        } catch {
            // A website that was let in may also read why it was refused.
            guard let origin, policy.isForeign(origin: origin), var error = APIError(explaining: error) else { throw error }
            error.headers.append(contentsOf: crossOriginHeaders(origin))
            throw error
        }
    }

    /// Whether the request carries a key of ours, or none is needed.
    func isAuthorized(_ request: Request) -> Bool {
        guard let keys else { return true }
        guard let key = request.bearerToken else { return false }
        return keys.name(of: key) != nil
    }

    private func checkHost(of request: Request) throws -> String {
        // The codec moves `Host` into the authority; a second one stays behind as a field, and the target may name a host too.
        let others = request.headers[values: .secondHost] + [request.uri.host].compactMap(\.self)
        let names = [request.head.authority].compactMap(\.self) + others
        guard let authority = names.first else {
            throw APIError.forbidden("The request has no Host header.", code: "host_not_allowed")
        }
        guard names.allSatisfy(policy.allows(authority:)) else {
            throw APIError.forbidden(
                "The server doesn't answer to this Host name. Address it as localhost or 127.0.0.1, or allow the name when starting it.",
                code: "host_not_allowed")
        }
        return authority
    }

    private func checkOrigin(of request: Request, authority: String) throws {
        let origins = request.headers[values: .origin]
        let isKnown = origins.count <= 1 && origins.allSatisfy { policy.allows(origin: $0, authority: authority) }
        guard isKnown else {
            throw APIError.forbidden("Other websites may not call this server.", code: "origin_not_allowed")
        }
        // A link to the page is the one thing another website may use: it only shows the page.
        guard !request.isPageFile, !origins.contains(where: policy.isForeign(origin:)) else { return }
        let sites = request.headers[values: .secFetchSite]
        guard sites.allSatisfy({ $0 == "same-origin" || $0 == "none" }) else {
            throw APIError.forbidden("Other websites may not call this server.", code: "origin_not_allowed")
        }
    }

    private func unauthorized(_ request: Request) -> APIError {
        let message =
            request.bearerToken == nil
            ? "This server needs a key. Send it as \"Authorization: Bearer tg-…\"." : "This key is not one of the server's."
        return APIError(
            status: .unauthorized, message: message, type: "authentication_error", code: "invalid_api_key",
            headers: [.wwwAuthenticate: "Bearer"])
    }

    private func crossOriginHeaders(_ origin: String) -> HTTPFields {
        [
            .accessControlAllowOrigin: origin,
            .accessControlAllowMethods: "GET, POST",
            .accessControlAllowHeaders: "Authorization, Content-Type",
            .vary: "Origin",
        ]
    }
}

extension Request {
    /// Whether this asks for a file of the page, which holds no data.
    var isPageFile: Bool {
        (method == .get || method == .head) && PageFile.named(uri.path) != nil
    }

    /// Whether this is answered without a key: the page, where the key is typed in, and whether the server lives.
    fileprivate var isPublic: Bool {
        isPageFile || ((method == .get || method == .head) && uri.path == "/health")
    }

    fileprivate var bearerToken: String? {
        guard let value = headers[.authorization], value.lowercased().hasPrefix("bearer ") else { return nil }
        return String(value.dropFirst("bearer ".count)).trimmingCharacters(in: .whitespaces)
    }
}

extension HTTPField.Name {
    // Each is a valid field name, so the failable initialiser gives a value.
    static let secondHost = HTTPField.Name("Host")!
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
    static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
    static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
