/// How a conversation is written for a model: which tokens stand around each message.
public struct ChatTemplate: Sendable, Hashable {
    /// The families of templates that are built in.
    public enum Family: String, Sendable, Hashable, CaseIterable {
        /// `<|im_start|>role\ncontent<|im_end|>\n` for each message.
        case chatML = "chatml"
        /// `<|start_header_id|>role<|end_header_id|>\n\ncontent<|eot_id|>` for each message, with content trimmed.
        case llama3
    }

    /// A part of a written conversation.
    public enum Piece: Sendable, Hashable {
        /// A special token, by its name.
        case special(String)
        /// Ordinary text, in which nothing is taken for a special token.
        case text(String)
    }

    public var family: Family
    /// The system message of conversations that don't begin with one.
    public var defaultSystem: String?
    /// Whether white space around each message's content is left out.
    public var trimsContent: Bool

    /// The names that `--template` takes.
    public static var names: [String] { Family.allCases.map(\.rawValue) }

    /// The family's plain form.
    public init(_ family: Family) {
        self.family = family
        trimsContent = family == .llama3
    }

    /// The template that `--template` names.
    public init(named name: String) throws(TokenizerError) {
        guard let family = Family(rawValue: name) else {
            throw .unknownTemplate(file: "--template", problem: "there is no template named '\(name)'")
        }
        self.init(family)
    }

    /// The conversation as special tokens and text.
    ///
    /// - Parameters:
    ///   - messages: The turns so far.
    ///   - addGenerationPrompt: Whether to open the assistant's next turn.
    public func render(_ messages: [ChatMessage], addGenerationPrompt: Bool) -> [Piece] {
        var writer = ChatWriter(trimsContent: trimsContent)
        var messages = messages
        if let defaultSystem, let first = messages.first, first.role != .system {
            messages.insert(ChatMessage(role: .system, content: defaultSystem), at: 0)
        }
        if family == .llama3, !messages.isEmpty { writer.special("<|begin_of_text|>") }
        for message in messages {
            open(message.role, in: &writer)
            writer.content(message.content)
            close(in: &writer)
        }
        if addGenerationPrompt { open(.assistant, in: &writer) }
        return writer.pieces
    }

    private func open(_ role: ChatMessage.Role, in writer: inout ChatWriter) {
        switch family {
        case .chatML:
            writer.special("<|im_start|>")
            writer.text(role.rawValue + "\n")
        case .llama3:
            writer.special("<|start_header_id|>")
            writer.text(role.rawValue)
            writer.special("<|end_header_id|>")
            writer.text("\n\n")
        }
    }

    private func close(in writer: inout ChatWriter) {
        switch family {
        case .chatML:
            writer.special("<|im_end|>")
            writer.text("\n")
        case .llama3:
            writer.special("<|eot_id|>")
        }
    }
}
