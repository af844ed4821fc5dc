import Foundation
import HTTPTypes
import Hummingbird

/// Takes a file from a request's body to disk, within a size and a time, holding no more than a megabyte of it.
struct UploadReader: Sendable {
    let limits: ServerLimits
    let blocking: BlockingWork

    /// - Throws: ``APIError`` with status 413, 415, 408, 400 or 507.
    func receive(_ request: Request, as file: UploadedFile) async throws {
        try checkType(of: request)
        let limit = limits.uploadSize
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw APIError.tooLarge(limit) }
        let body = request.body
        let reader = self
        let count = try await within(limits.uploadTime) {
            APIError(status: .requestTimeout, message: "The file took too long to arrive.", code: "body_too_slow")
        } perform: {
            try await reader.write(body, to: file, limit: limit)
        }
        guard count > 0 else { throw APIError.invalid(nil, "The file is empty.", code: "empty_file") }
    }

    private func checkType(of request: Request) throws {
        let type = request.headers[.contentType]?.lowercased().trimmingCharacters(in: .whitespaces)
        // No form of another website can send this type, so a browser asks first, and is refused.
        guard type == "application/octet-stream", request.headers[.contentEncoding] ?? "identity" == "identity" else {
            throw APIError(
                status: .unsupportedMediaType,
                message: "Send the file itself as the body, with \"Content-Type: application/octet-stream\" and no Content-Encoding.",
                code: "unsupported_media_type")
        }
    }

    private static let blockSize = 1 << 20

    private func write(_ body: RequestBody, to file: UploadedFile, limit: Int) async throws -> Int {
        var count = 0
        var waiting = Data()
        var chunks = body.makeAsyncIterator()
        while let chunk = try await next(&chunks) {
            count += chunk.readableBytes
            guard count <= limit else { throw APIError.tooLarge(limit) }
            waiting.append(contentsOf: chunk.readableBytesView)
            if waiting.count >= Self.blockSize {
                try await store(waiting, in: file)
                waiting.removeAll(keepingCapacity: true)
            }
        }
        try await store(waiting, in: file)
        return count
    }

    private func next(_ chunks: inout RequestBody.AsyncIterator) async throws -> ByteBuffer? {
        do {
            return try await chunks.next()
        } catch {
            throw BodyReader.ConnectionError(underlying: error)
        }
    }

    private func store(_ bytes: Data, in file: UploadedFile) async throws {
        do {
            try await blocking { try file.append(bytes) }
        } catch let error as CocoaError where error.code == .fileWriteOutOfSpace {
            throw APIError(explaining: CorpusRefusal.diskFull) ?? .unexplained
        }
    }
}
