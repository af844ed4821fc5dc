import Hummingbird
import Logging

/// Counts, times and logs each request, without its content.
struct RequestMeter: RouterMiddleware {
    typealias Context = BasicRequestContext

    let metrics: MetricsRegistry

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response = try await next(request, context)
        let status = response.status
        let body = response.body
        let finish: @Sendable () -> Void = {
            record(request, context: context, status: status, duration: start.duration(to: .now))
        }
        if body.contentLength != nil {
            finish()
            return response
        }
        // A stream is over when its last event is written, or when the client has left.
        response.body = ResponseBody { writer in
            defer { finish() }
            try await body.write(writer)
        }
        return response
    }

    private func record(_ request: Request, context: Context, status: HTTPResponse.Status, duration: Duration) {
        // Only names of our own become labels: a caller must not be able to grow the registry.
        let route = context.endpointPath ?? "NotFound"
        let method = ["GET", "POST", "HEAD"].contains(request.method.rawValue) ? request.method.rawValue : "other"
        metrics.count("truthgpt_requests_total", [("route", route), ("method", method), ("status", "\(status.code)")])
        metrics.record("truthgpt_request_seconds", [("route", route)], duration: duration)
        context.logger.info(
            "\(method) \(route) \(status.code)", metadata: ["milliseconds": "\(Int(duration / .milliseconds(1)))"])
    }
}
