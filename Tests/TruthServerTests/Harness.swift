import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import TruthCheckpoints
import TruthModels
import TruthServer

/// A server over scripted rooms.
struct Harness {
    var configuration = ServerConfiguration(version: "1.2.3")
    var generator = ScriptedGenerator()
    var answers = ScriptedAnswers()
    var hasEmbedder = true
    var corpus: ScriptedCorpus?
    var vectors: (any VectorKeeping)?
    var logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
    var evidence: @Sendable () throws -> EvidenceSummary = { EvidenceSummary(documents: 3, passages: 5) }

    func server() throws -> TruthServer {
        let embedder = EmbeddingModel(name: "Mini", embedder: ScriptedEmbedder(), maximumTokens: 8) { text in
            text.split(separator: " ").count + 2
        }
        return try TruthServer(
            configuration: configuration, generator: generator, search: ScriptedSearch(), embedder: hasEmbedder ? embedder : nil,
            answering: answers, evidence: evidence, corpus: corpus, vectors: vectors, logger: logger)
    }

    /// Runs `body` with a client that reaches the router without a socket, or over one.
    func run<Value>(
        _ setup: TestingSetup = .router, _ body: @Sendable (Client) async throws -> Value
    ) async throws -> Value {
        try await server().application.test(setup) { try await body(Client(client: $0)) }
    }
}

/// Sends requests and reads the answers.
struct Client: Sendable {
    let client: any TestClientProtocol

    struct Answer: Sendable {
        var status: Int
        var headers: HTTPFields
        var text: String

        var json: JSON {
            get throws { try JSON(JSONValue.parse(Array(text.utf8), file: "The answer")) }
        }

        /// The name (empty if there is none) and the data of each server-sent event.
        var events: [(name: String, data: String)] {
            text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { frame in
                var event = (name: "", data: "")
                for line in frame.components(separatedBy: "\n") {
                    if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
                    if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
                }
                return event
            }
        }

        /// The data of each server-sent event that is JSON.
        var chunks: [JSON] {
            get throws { try events.filter { $0.data != "[DONE]" }.map { try JSON(JSONValue.parse(Array($0.data.utf8), file: "The event")) } }
        }
    }

    func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, headers: headers, body: nil)
    }

    func post(_ path: String, _ json: String, headers: HTTPFields = [:]) async throws -> Answer {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await send(.post, path, headers: headers, body: Array(json.utf8))
    }

    func send(_ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: [UInt8]?) async throws -> Answer {
        let response = try await client.executeRequest(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
        return Answer(status: response.status.code, headers: response.headers, text: String(buffer: response.body))
    }

    /// The error that a request to `path` gets, checked for OpenAI's shape.
    func error(_ path: String, _ json: String, headers: HTTPFields = [:]) async throws -> Failure {
        try Failure(try await post(path, json, headers: headers))
    }
}

/// An answer that says what is wrong.
struct Failure {
    var status: Int
    var message: String
    var type: String
    var param: String?
    var code: String?

    init(_ answer: Client.Answer) throws {
        status = answer.status
        let error = try answer.json["error"]
        message = try #require(error["message"].string)
        type = try #require(error["type"].string)
        param = error["param"].string
        code = error["code"].string
        guard case .object(let members) = error else { throw JSONAccessError() }
        #expect(Set(members.keys) == ["message", "type", "param", "code"])
        #expect(answer.headers[.contentType] == "application/json")
    }
}

struct JSONAccessError: Error {}

/// Waits until `condition` holds, for two seconds at most.
func eventually(_ condition: () -> Bool) async throws -> Bool {
    for _ in 0..<400 {
        if condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return false
}
