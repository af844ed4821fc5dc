import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// A file of the page, as it is built into the program.
struct PageFile: Sendable {
    /// Where it is served, such as `/style.css`.
    var path: String
    var type: String
    var bytes: [UInt8]
    /// Changes when the file does.
    var tag: String

    init(path: String, type: String, bytes: [UInt8]) {
        self.path = path
        self.type = type
        self.bytes = bytes
        tag = "\"" + Array(SHA256.hash(data: Data(bytes)).prefix(12)).hexadecimal + "\""
    }

    /// The file served at `path`, or `nil`.
    static func named(_ path: String) -> PageFile? {
        all[path]
    }

    /// Every file of `Page`, by the path at which it is served. A file that isn't listed isn't served.
    static let all: [String: PageFile] = {
        let files = [
            PageFile(path: "/", type: "text/html; charset=utf-8", bytes: PackageResources.index_html),
        ]
        return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0) })
    }()

    /// The file, or 304 when the browser has it already.
    func respond(to request: Request, context: BasicRequestContext) -> Response {
        let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "no-cache"]
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !known.contains(tag), !known.contains("W/" + tag) else { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
