extension Tokenizer {
    /// The template that the model's file asks for.
    ///
    /// Recognised by the special tokens it uses; an unknown one is an error that names `--template`.
    public func chatTemplate(file: String) throws(TokenizerError) -> ChatTemplate {
        guard let chatTemplateSource else {
            throw .unknownTemplate(file: file, problem: "the model has no chat template")
        }
        return try ChatTemplate(source: chatTemplateSource, file: file)
    }

    /// The token ids of a conversation.
    ///
    /// Special tokens come only from the template, never out of a message's text.
    public func encode(
        _ messages: [ChatMessage], template: ChatTemplate, addGenerationPrompt: Bool = true
    ) throws(TokenizerError) -> [Int] {
        var ids: [Int] = []
        for piece in template.render(messages, addGenerationPrompt: addGenerationPrompt) {
            switch piece {
            case .text(let text): ids += encode(text)
            case .special(let name):
                guard let id = id(ofAddedToken: name) else {
                    throw .missingTemplateToken(template: template.family.rawValue, token: name)
                }
                ids.append(id)
            }
        }
        return ids
    }

    /// The tokens at which an answer is over: the file's own end tokens, and those known to end texts and turns.
    public var endTokens: [Int] {
        let named = ["<|im_end|>", "<|eot_id|>", "<|endoftext|>", "<|end_of_text|>", "<|eom_id|>"]
        let ids = [specialTokens.end, specialTokens.endOfTurn] + named.map { id(ofAddedToken: $0) }
        return Set(ids.compactMap { $0 }).sorted()
    }
}
