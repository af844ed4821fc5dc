import Foundation
import Hummingbird
import TruthAnswers
import TruthCheckpoints
import TruthGrammar
import TruthModels
import TruthTokens

/// An answer that says what is wrong, in the shape of OpenAI's errors.
package struct APIError: Error, Hashable {
    package var status: HTTPResponse.Status
    package var message: String
    /// `invalid_request_error`, or `server_error` when the caller did nothing wrong.
    package var type = "invalid_request_error"
    /// The parameter it is about, such as `messages[0].role`.
    package var param: String?
    package var code: String?
    package var headers: HTTPFields = [:]

    /// The body: `{"error": {"message", "type", "param", "code"}}`.
    package struct Body: Encodable, Sendable {
        struct Content: Encodable, Sendable {
            var message: String
            var type: String
            var param: Nullable<String>
            var code: Nullable<String>
        }

        var error: Content
    }

    package var body: Body {
        Body(error: .init(message: message, type: type, param: .init(param), code: .init(code)))
    }
}

extension APIError {
    static func invalid(_ param: String?, _ message: String, code: String? = "invalid_value") -> APIError {
        APIError(status: .badRequest, message: message, param: param, code: code)
    }

    static func wrongType(_ param: String?, expected: String, found: JSONValue) -> APIError {
        invalid(param, "\(param ?? "The body") must be \(expected), found \(found.number.map { "the number \($0)" } ?? found.kind).", code: "invalid_type")
    }

    static func outOfRange(_ param: String, expected: String, found: String) -> APIError {
        invalid(param, "\(param) must be \(expected), found \(found).")
    }

    static func missing(_ param: String) -> APIError {
        invalid(param, "\(param) is missing.", code: "missing_required_parameter")
    }

    static func unknown(_ param: String) -> APIError {
        invalid(param, "\(param) is not a parameter of this request; remove it. docs/http-api.md lists the parameters.", code: "unknown_parameter")
    }

    static func unsupportedValue(_ param: String, allowed: [JSONValue]) -> APIError {
        let values = allowed.compactMap { value in
            switch value {
            case .string(let string): "\"\(string)\""
            case .bool(let boolean): "\(boolean)"
            case .integer(let integer): "\(integer)"
            case .object(let members) where members.isEmpty: "{}"
            case .array(let elements) where elements.isEmpty: "[]"
            default: nil
            }
        }
        let hint = values.isEmpty ? "leave it out" : "leave it out, or set it to \(values.joined(separator: " or "))"
        return invalid(param, "This value of \(param) is not supported: \(hint).", code: "unsupported_value")
    }

    static func notFound(_ message: String, param: String? = nil, code: String = "not_found") -> APIError {
        APIError(status: .notFound, message: message, param: param, code: code)
    }

    static func forbidden(_ message: String, code: String) -> APIError {
        APIError(status: .forbidden, message: message, code: code)
    }

    static let overloaded = APIError(
        status: .serviceUnavailable, message: "All places are taken and the queue is full. Try again in a few seconds.",
        type: "server_error", code: "overloaded", headers: [.retryAfter: "5"])

    static let stopping = APIError(
        status: .serviceUnavailable, message: "The request was stopped because the server is shutting down or the connection closed.",
        type: "server_error", code: "stopped", headers: [.retryAfter: "5"])

    static func tooSlow(_ limit: Duration) -> APIError {
        APIError(
            status: .gatewayTimeout,
            message: "The request took longer than \(limit.components.seconds) seconds, the server's limit. Ask for fewer tokens.",
            type: "server_error", code: "timeout")
    }

    static func tooLarge(_ limit: Int) -> APIError {
        APIError(
            status: .contentTooLarge, message: "The body is larger than \(limit) bytes, the limit of this route.", code: "body_too_large")
    }
}

extension APIError {
    /// What to tell the caller about `error`; `nil` when it is nothing that a caller may see.
    init?(explaining error: any Error) {
        switch error {
        case let error as APIError:
            self = error
        case let error as JSONError:
            self = .invalid(nil, error.description, code: "invalid_json")
        case let error as GenerationError:
            self.init(error)
        case let error as GrammarError:
            // The schema fits no text that this model's vocabulary can write.
            self = .invalid("response_format", error.description)
        case let error as AnswerError:
            self.init(error)
        case is CancellationError, ModelError.stopped:
            self = .stopping
        case let error as TokenizerError:
            // The model's file has no template for conversations, or one that isn't known.
            self = APIError(status: .badRequest, message: error.description, code: "no_chat_template")
        case let error as HTTPError:
            self.init(error)
        case let error as CorpusRefusal:
            self.init(error)
        default:
            return nil
        }
    }

    /// What to tell the caller about a failure that isn't theirs; the log has the details.
    static let unexplained = APIError(
        status: .internalServerError, message: "The server failed to answer this request; its log says why.", type: "server_error",
        code: "internal_error")

    private init(_ error: GenerationError) {
        switch error {
        case .promptTooLong:
            self = .invalid(nil, error.description, code: "context_length_exceeded")
        case .emptyPrompt, .unknownToken:
            self = .invalid("prompt", error.description)
        case .invalidOption(let name, _, _):
            self = .invalid(name, error.description)
        case .noRoomForGrammar:
            self = .invalid("max_tokens", error.description)
        case .unknownAdapter:
            self = .notFound(error.description, param: "model", code: "model_not_found")
        }
    }

    private init(_ error: AnswerError) {
        switch error {
        case .emptyQuestion: self = .invalid("question", error.description)
        case .emptyText: self = .invalid("text", error.description)
        case .noModel: self.init(status: .serviceUnavailable, message: error.description, type: "server_error", code: "no_model")
        }
    }

    private init(_ error: CorpusRefusal) {
        switch error {
        case .unreadable: self = .invalid(nil, error.description, code: "unreadable_file")
        case .diskFull:
            self.init(
                status: .init(code: 507, reasonPhrase: "Insufficient Storage"), message: error.description, type: "server_error", code: "disk_full")
        }
    }

    private init(_ error: HTTPError) {
        switch error.status {
        case .notFound: self = .notFound("There is nothing at this address. docs/http-api.md lists the routes.")
        case let status:
            let message = error.body ?? "\(status.code) \(status.reasonPhrase)"
            self.init(status: status, message: message, type: status.code < 500 ? "invalid_request_error" : "server_error")
        }
    }
}
