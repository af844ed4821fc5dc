package import TruthTokens

/// Turns conversations into tokens, and marks those that the assistant wrote.
package struct ChatEncoder: Sendable {
    private let tokenizer: Tokenizer
    private let template: ChatTemplate

    package init(_ tokenizer: Tokenizer, template: ChatTemplate) {
        self.tokenizer = tokenizer
        self.template = template
    }

    /// The conversation as its template writes it; targets are the assistant's words and what ends its turns.
    ///
    /// Where a turn begins is found by writing what comes before it, with the assistant's turn opened.
    ///
    /// - Throws: ``ExampleError/inconsistentTemplate(path:place:turn:)``, or what the tokenizer throws.
    package func encode(_ messages: [ChatMessage], path: String, place: String) throws -> MarkedTokens {
        let ids = try tokenizer.encode(messages, template: template, addGenerationPrompt: false)
        var result = MarkedTokens(), done = 0
        for (index, message) in messages.enumerated() where message.role == .assistant {
            let before = try tokenizer.encode(Array(messages[..<index]), template: template, addGenerationPrompt: true)
            let after = try tokenizer.encode(Array(messages[...index]), template: template, addGenerationPrompt: false)
            // The last tokens may join with what follows; more than that is another text.
            let start = Self.commonCount(ids, before), end = Self.commonCount(ids, after)
            guard start + 2 >= before.count, end + 2 >= after.count, done <= start, start < end else {
                throw ExampleError.inconsistentTemplate(path: path, place: place, turn: index + 1)
            }
            // Behind what ends the turn, a template may write line breaks that nobody generates.
            let last = ids[start..<end].lastIndex { tokenizer.isSpecial($0) }.map { $0 + 1 } ?? end
            result.append(ids[done..<start], isTarget: false)
            result.append(ids[start..<last], isTarget: true)
            done = last
        }
        result.append(ids[done...], isTarget: false)
        return result
    }

    /// A conversation's beginning and one answer to it; targets are the answer's tokens and what ends it.
    package func encodeAnswer(_ answer: String, after prompt: [ChatMessage], path: String, place: String) throws -> MarkedTokens {
        try encode(prompt + [ChatMessage(role: .assistant, content: answer)], path: path, place: place).lastTargetsOnly
    }

    private static func commonCount(_ a: [Int], _ b: [Int]) -> Int {
        var count = 0
        while count < min(a.count, b.count), a[count] == b[count] { count += 1 }
        return count
    }
}
