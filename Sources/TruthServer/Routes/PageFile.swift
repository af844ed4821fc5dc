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

    /// What a file is, as browsers are told.
    private enum Kind: String {
        case page = "text/html; charset=utf-8"
        case javaScript = "text/javascript; charset=utf-8"
        case styleSheet = "text/css; charset=utf-8"
        case drawing = "image/svg+xml"
    }

    /// Every file of `Page`, by the path at which it is served. A file that isn't listed isn't served.
    static let all: [String: PageFile] = {
        let files: [(path: String, kind: Kind, bytes: [UInt8])] = [
            ("/answer.css", .styleSheet, PackageResources.answer_css),
            ("/answer.js", .javaScript, PackageResources.answer_js),
            ("/connection.js", .javaScript, PackageResources.connection_js),
            ("/conversation.js", .javaScript, PackageResources.conversation_js),
            ("/corpus.css", .styleSheet, PackageResources.corpus_css),
            ("/corpus.js", .javaScript, PackageResources.corpus_js),
            ("/dom.js", .javaScript, PackageResources.dom_js),
            ("/evidence.js", .javaScript, PackageResources.evidence_js),
            ("/frame.js", .javaScript, PackageResources.frame_js),
            ("/history.js", .javaScript, PackageResources.history_js),
            ("/icon.svg", .drawing, PackageResources.icon_svg),
            ("/", .page, PackageResources.index_html),
            ("/passage.js", .javaScript, PackageResources.passage_js),
            ("/prose.js", .javaScript, PackageResources.prose_js),
            ("/script.js", .javaScript, PackageResources.script_js),
            ("/sidebar.js", .javaScript, PackageResources.sidebar_js),
            ("/speech.js", .javaScript, PackageResources.speech_js),
            ("/stream.js", .javaScript, PackageResources.stream_js),
            ("/style.css", .styleSheet, PackageResources.style_css),
            ("/theme.js", .javaScript, PackageResources.theme_js),
            ("/uploads.js", .javaScript, PackageResources.uploads_js),
            ("/verdicts.js", .javaScript, PackageResources.verdicts_js),
        ]
        return Dictionary(uniqueKeysWithValues: files.map { ($0.path, PageFile(path: $0.path, type: $0.kind.rawValue, bytes: $0.bytes)) })
    }()

    /// The file, or 304 when the browser has it already.
    func respond(to request: Request, context: BasicRequestContext) -> Response {
        let headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "no-cache"]
        let known = (request.headers[.ifNoneMatch] ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        guard !known.contains(tag), !known.contains("W/" + tag) else { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
