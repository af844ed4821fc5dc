import Crypto
import Foundation
import HTTPTypes
import Hummingbird

/// A file of the page, as it is built into the program.
package struct PageFile: Sendable {
    /// Where it is served, such as `/style.css`.
    var path: String
    var type: String
    package var bytes: [UInt8]
    /// Changes when the file does.
    var tag: String

    init(path: String, type: String, bytes: [UInt8]) {
        self.path = path
        self.type = type
        self.bytes = bytes
        tag = "\"" + Array(SHA256.hash(data: Data(bytes)).prefix(12)).hexadecimal + "\""
    }

    /// The file served at `path`, or `nil`.
    package static func named(_ path: String) -> PageFile? {
        all[path]
    }

    /// Every file of `Page`, by the path at which it is served. A file that isn't listed isn't served.
    static let all: [String: PageFile] = {
        let html = "text/html; charset=utf-8", css = "text/css; charset=utf-8", script = "text/javascript; charset=utf-8"
        let files = [
            PageFile(path: "/", type: html, bytes: PackageResources.index_html),
            PageFile(path: "/icon.svg", type: "image/svg+xml", bytes: PackageResources.icon_svg),
            PageFile(path: "/style.css", type: css, bytes: PackageResources.style_css),
            PageFile(path: "/answer.css", type: css, bytes: PackageResources.answer_css),
            PageFile(path: "/answer.js", type: script, bytes: PackageResources.answer_js),
            PageFile(path: "/connection.js", type: script, bytes: PackageResources.connection_js),
            PageFile(path: "/conversation.js", type: script, bytes: PackageResources.conversation_js),
            PageFile(path: "/dom.js", type: script, bytes: PackageResources.dom_js),
            PageFile(path: "/evidence.js", type: script, bytes: PackageResources.evidence_js),
            PageFile(path: "/frame.js", type: script, bytes: PackageResources.frame_js),
            PageFile(path: "/history.js", type: script, bytes: PackageResources.history_js),
            PageFile(path: "/passage.js", type: script, bytes: PackageResources.passage_js),
            PageFile(path: "/prose.js", type: script, bytes: PackageResources.prose_js),
            PageFile(path: "/script.js", type: script, bytes: PackageResources.script_js),
            PageFile(path: "/sidebar.js", type: script, bytes: PackageResources.sidebar_js),
            PageFile(path: "/speech.js", type: script, bytes: PackageResources.speech_js),
            PageFile(path: "/stream.js", type: script, bytes: PackageResources.stream_js),
            PageFile(path: "/theme.js", type: script, bytes: PackageResources.theme_js),
            PageFile(path: "/verdicts.js", type: script, bytes: PackageResources.verdicts_js),
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
