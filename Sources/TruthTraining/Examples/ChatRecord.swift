import Foundation
internal import TruthCheckpoints
package import TruthTokens

/// A conversation to learn from, in one of the forms that files have.
///
/// `{"messages": [{"role", "content"}]}` (OpenAI), `{"conversations": [{"from", "value"}]}` (ShareGPT), and
/// `{"instruction", "input", "output"}`, with `system` and `history` if there are any (Alpaca).
package struct ChatRecord: Sendable, Hashable {
    package var messages: [ChatMessage]
    /// Where it stands in its file.
    package var place: String

    /// - Throws: ``ExampleError/malformed(path:place:problem:)``.
    package init(_ entry: ExampleFile.Entry, path: String) throws {
        let reader = ChatFields(value: entry.value, path: path, place: entry.place)
        place = entry.place
        if entry.value["messages"] != nil {
            messages = try reader.turns("messages")
        } else if entry.value["conversations"] != nil {
            messages = try reader.turns("conversations")
        } else if entry.value["instruction"] != nil {
            messages = try reader.instruction() + [ChatMessage(role: .assistant, content: reader.text("output"))]
        } else {
            throw reader.problem("it has none of messages, conversations and instruction")
        }
        guard messages.contains(where: { $0.role == .assistant }) else { throw reader.problem("no turn is the assistant's") }
    }
}

/// A beginning of a conversation with two answers, of which people prefer one.
///
/// `{"conversations" or "messages" or "prompt", "chosen", "rejected"}` with answers as a text or a turn; `chosen` and `rejected` as whole
/// conversations that differ in their last turn (TRL); or both as one text with `\n\nHuman:` and `\n\nAssistant:` before turns (HH-RLHF).
package struct PreferenceRecord: Sendable, Hashable {
    package var prompt: [ChatMessage]
    package var chosen: String
    package var rejected: String
    package var place: String

    /// - Throws: ``ExampleError/malformed(path:place:problem:)``.
    package init(_ entry: ExampleFile.Entry, path: String) throws {
        let reader = ChatFields(value: entry.value, path: path, place: entry.place)
        place = entry.place
        if let name = ["conversations", "messages"].first(where: { entry.value[$0] != nil }) {
            prompt = try reader.turns(name)
            (chosen, rejected) = try (reader.answer("chosen"), reader.answer("rejected"))
        } else if let text = entry.value["prompt"] {
            prompt = try text.string.map { [ChatMessage(role: .user, content: $0)] } ?? reader.turns("prompt")
            (chosen, rejected) = try (reader.answer("chosen"), reader.answer("rejected"))
        } else if entry.value["instruction"] != nil {
            prompt = try reader.instruction()
            (chosen, rejected) = try (reader.answer("chosen"), reader.answer("rejected"))
        } else {
            let (first, second) = try (reader.dialogue("chosen"), reader.dialogue("rejected"))
            guard let (good, bad) = Self.answers(first, second) else {
                throw reader.problem("chosen and rejected differ in more than the last answer, which must be the assistant's")
            }
            (prompt, chosen, rejected) = (Array(first.dropLast()), good, bad)
        }
        guard prompt.last?.role == .user else { throw reader.problem("the turn before the answers isn't the user's") }
        guard chosen != rejected else { throw reader.problem("chosen and rejected are the same") }
    }

    private static func answers(_ first: [ChatMessage], _ second: [ChatMessage]) -> (String, String)? {
        guard first.dropLast() == second.dropLast(), let a = first.last, let b = second.last, a.role == .assistant, b.role == .assistant else { return nil }
        return (a.content, b.content)
    }
}

/// Reads turns out of a record.
struct ChatFields {
    let value: JSONValue
    let path: String
    let place: String

    func problem(_ problem: String) -> ExampleError { .malformed(path: path, place: place, problem: problem) }

    func text(_ name: String) throws -> String {
        guard let text = value[name]?.string else { throw problem("\(name) is \(value[name]?.kind ?? "missing"), not a text") }
        return text
    }

    /// An array of turns.
    func turns(_ name: String) throws -> [ChatMessage] {
        guard let array = value[name]?.array, !array.isEmpty else { throw problem("\(name) is \(value[name]?.kind ?? "missing"), not a list of turns") }
        return try array.map(turn)
    }

    /// What an Alpaca record asks, with what was said before.
    func instruction() throws -> [ChatMessage] {
        var messages: [ChatMessage] = []
        if let system = value["system"]?.string, !system.isEmpty { messages.append(ChatMessage(role: .system, content: system)) }
        for pair in value["history"]?.array ?? [] {
            guard let question = pair[0]?.string, let answer = pair[1]?.string else { throw problem("history is no list of pairs of texts") }
            messages += [ChatMessage(role: .user, content: question), ChatMessage(role: .assistant, content: answer)]
        }
        let input = value["input"]?.string ?? "", instruction = try text("instruction")
        return messages + [ChatMessage(role: .user, content: input.isEmpty ? instruction : instruction + "\n\n" + input)]
    }

    /// An answer: a text, a turn, or a list that ends in one.
    func answer(_ name: String) throws -> String {
        if let text = value[name]?.string { return text }
        let last = value[name]?.array?.last ?? value[name]
        guard let last, last.object != nil else { throw problem("\(name) is \(value[name]?.kind ?? "missing"), not an answer") }
        return try turn(last).content
    }

    /// A whole conversation: a list of turns, or one text with a mark before each turn.
    func dialogue(_ name: String) throws -> [ChatMessage] {
        guard let text = value[name]?.string else { return try turns(name) }
        var messages: [ChatMessage] = []
        for (role, mark) in marks(in: text) {
            messages.append(ChatMessage(role: role, content: mark.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        guard !messages.isEmpty else { throw problem("\(name) has no \u{201C}\\n\\nHuman:\u{201D} in it") }
        return messages
    }

    private func marks(in text: String) -> [(ChatMessage.Role, String)] {
        let (human, assistant) = ("\n\nHuman:", "\n\nAssistant:")
        return text.components(separatedBy: human).dropFirst().flatMap { part -> [(ChatMessage.Role, String)] in
            let pieces = part.components(separatedBy: assistant)
            return [(.user, pieces[0])] + pieces.dropFirst().map { (.assistant, $0) }
        }
    }

    private func turn(_ turn: JSONValue) throws -> ChatMessage {
        guard let name = (turn["role"] ?? turn["from"])?.string, let content = (turn["content"] ?? turn["value"])?.string else {
            throw problem("a turn lacks its role or its content")
        }
        switch name {
        case "user", "human": return ChatMessage(role: .user, content: content)
        case "assistant", "gpt", "model": return ChatMessage(role: .assistant, content: content)
        case "system": return ChatMessage(role: .system, content: content)
        default: throw problem("a turn is by \u{201C}\(name)\u{201D}; system, user (human) and assistant (gpt) can be learnt from")
        }
    }
}
