import Foundation
import TruthModels

/// A piece of a streamed chat answer, in OpenAI's shape.
struct ChatChunk: Encodable, Sendable {
    /// What all pieces of an answer share.
    struct Head: Sendable {
        var id: String
        var created = Int(Date().timeIntervalSince1970)
        var model: String
    }

    struct Delta: Encodable, Sendable {
        var role: String?
        var content: String?
    }

    struct Choice: Encodable, Sendable {
        var index: Int
        var delta: Delta
        var logprobs = Nullable<ChatLogProbabilities>(nil)
        var finishReason = Nullable<FinishReason>(nil)
    }

    var id: String
    var object = "chat.completion.chunk"
    var created: Int
    var model: String
    var choices: [Choice]
    /// Missing unless the request asked for usage; then `null` in all pieces but the last.
    var usage: Nullable<UsageReport>?

    init(head: Head, choices: [Choice], usage: Nullable<UsageReport>?) {
        id = head.id
        created = head.created
        model = head.model
        self.choices = choices
        self.usage = usage
    }
}
