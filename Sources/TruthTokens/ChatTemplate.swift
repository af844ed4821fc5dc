import TruthTemplates

/// How a conversation is written for a model: its own program, or one of the known families.
public struct ChatTemplate: Sendable {
    enum Form: Sendable {
        case known(Family)
        /// A model's own template, and the file that it comes from.
        case program(JinjaTemplate, file: String)
    }

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

    let form: Form

    /// The names that `--template` takes.
    public static var names: [String] { Family.allCases.map(\.rawValue) }

    /// The family's plain form.
    public init(_ family: Family) { form = .known(family) }

    /// The family, if it is a known one instead of a model's own program.
    public var family: Family? {
        if case .known(let family) = form { family } else { nil }
    }

    /// The template that `--template` names.
    public init(named name: String) throws(TokenizerError) {
        guard let family = Family(rawValue: name) else {
            throw .unknownTemplate(file: "--template", problem: "there is no template named '\(name)'")
        }
        self.init(family)
    }

}

extension ChatTemplate.Family {
    /// The conversation as special tokens and text.
    ///
    /// - Parameters:
    ///   - messages: The turns so far.
    ///   - addGenerationPrompt: Whether to open the assistant's next turn.
    public func render(_ messages: [ChatMessage], addGenerationPrompt: Bool) -> [ChatTemplate.Piece] {
        var writer = ChatWriter(trimsContent: self == .llama3)
        if self == .llama3, !messages.isEmpty { writer.special("<|begin_of_text|>") }
        for message in messages {
            open(message.role, in: &writer)
            writer.content(message.content)
            close(in: &writer)
        }
        if addGenerationPrompt { open(.assistant, in: &writer) }
        return writer.pieces
    }

    private func open(_ role: ChatMessage.Role, in writer: inout ChatWriter) {
        switch self {
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
        switch self {
        case .chatML:
            writer.special("<|im_end|>")
            writer.text("\n")
        case .llama3:
            writer.special("<|eot_id|>")
        }
    }
}
