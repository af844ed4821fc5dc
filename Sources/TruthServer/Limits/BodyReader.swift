import Foundation
import HTTPTypes
import Hummingbird
import TruthCheckpoints

/// Reads a request's body as JSON, within a size and a time.
struct BodyReader: Sendable {
    /// A failure of the connection while the body was read.
    struct ConnectionError: Error {
        var underlying: any Error
    }

    let limits: ServerLimits

    /// The members of the body's object.
    ///
    /// - Parameter limit: The largest body, in bytes; `nil` for the general limit.
    /// - Throws: ``APIError`` with status 413, 415, 408 or 400.
    func fields(of request: Request, limit: Int? = nil) async throws -> Fields {
        try checkType(of: request)
        let limit = limit ?? limits.bodySize
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw APIError.tooLarge(limit)
        }
        let body = request.body
        let bytes = try await within(limits.bodyTime) {
            APIError(status: .requestTimeout, message: "The body took too long to arrive.", code: "body_too_slow")
        } perform: {
            try await Self.bytes(of: body, limit: limit)
        }
        guard !bytes.isEmpty else { throw APIError.invalid(nil, "The body is empty; send a JSON object.", code: "invalid_json") }
        return try Fields(try JSONValue.parse(bytes, file: "The body"))
    }

    private func checkType(of request: Request) throws {
        let type = request.headers[.contentType] ?? "no type"
        let parts = type.lowercased().split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        let isJSON = parts.first == "application/json" && parts.dropFirst().allSatisfy { $0 == "charset=utf-8" || $0 == "charset=\"utf-8\"" }
        let encoding = request.headers[.contentEncoding] ?? "identity"
        guard isJSON, encoding == "identity" else {
            throw APIError(
                status: .unsupportedMediaType,
                message: "The body must be plain UTF-8 JSON: send \"Content-Type: application/json\" and no Content-Encoding.",
                code: "unsupported_media_type")
        }
    }

    private static func bytes(of body: RequestBody, limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunks = body.makeAsyncIterator()
        while let chunk = try await next(&chunks) {
            guard bytes.count + chunk.readableBytes <= limit else { throw APIError.tooLarge(limit) }
            bytes += chunk.readableBytesView
        }
        return bytes
    }

    private static func next(_ chunks: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch {
            throw ConnectionError(underlying: error)
        }
    }
}
