import TruthTemplates

extension Tokenizer {
    /// The template that the model's file asks for.
    ///
    /// One that says something unknown is an error that names it, and `--template`.
    public func chatTemplate(file: String) throws(TokenizerError) -> ChatTemplate {
        guard let chatTemplateSource else {
            throw .unknownTemplate(file: file, problem: "the model has no chat template")
        }
        return try ChatTemplate(source: chatTemplateSource, file: file)
    }

    /// The token ids of a conversation.
    ///
    /// Special tokens come only from the template, never out of a message's text. What closes a whole text isn't put behind it, nor what
    /// opens one in front: templates write that themselves.
    public func encode(
        _ messages: [ChatMessage], template: ChatTemplate, addGenerationPrompt: Bool = true
    ) throws(TokenizerError) -> [Int] {
        switch template.form {
        case .known(let family):
            return try encode(family.render(messages, addGenerationPrompt: addGenerationPrompt), of: family)
        case .program(let program, let file):
            let text = try template.run(program, file: file, messages, addGenerationPrompt: addGenerationPrompt, own: ownTokens)
            return encode(text)
        }
    }

    /// The tokens that templates write by name.
    private var ownTokens: [String: String] {
        let named = [
            "bos_token": specialTokens.beginning, "eos_token": specialTokens.end, "unk_token": specialTokens.unknown, "pad_token": specialTokens.padding,
        ]
        // A model without one has an empty text there, which templates that write it leave out.
        return named.mapValues { id in id.map { String(decoding: bytes(of: $0), as: UTF8.self) } ?? "" }
    }

    private func encode(_ pieces: [ChatTemplate.Piece], of family: ChatTemplate.Family) throws(TokenizerError) -> [Int] {
        var ids: [Int] = []
        for piece in pieces {
            switch piece {
            case .text(let text): ids += encode(text)
            case .special(let name):
                guard let id = id(ofAddedToken: name) else {
                    throw .missingTemplateToken(template: family.rawValue, token: name)
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
