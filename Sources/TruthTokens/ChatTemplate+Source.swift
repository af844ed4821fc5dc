extension ChatTemplate {
    /// The built-in template that does what a model's own one says.
    ///
    /// A template is a program in Jinja's language, which isn't run: the family is recognised by the special tokens in it,
    /// then the variations within the family.
    ///
    /// - Parameters:
    ///   - source: The template's text.
    ///   - file: Where it comes from, for the error.
    public init(source: String, file: String) throws(TokenizerError) {
        if source.contains("<|im_start|>"), source.contains("<|im_end|>") {
            self.init(.chatML)
            defaultSystem = try Self.defaultSystem(in: source, file: file)
        } else if source.contains("<|start_header_id|>"), source.contains("<|eot_id|>") {
            // Llama 3.1 and later write a knowledge date, today's date and tools into the system message.
            guard !source.contains("Cutting Knowledge Date") else {
                throw .unknownTemplate(file: file, problem: "the chat template of Llama 3.1 and later, with dates and tools, isn't built in")
            }
            self.init(.llama3)
        } else {
            throw .unknownTemplate(file: file, problem: "the chat template isn't one of those that are built in")
        }
        trimsContent = source.contains("| trim") || source.contains("|trim")
    }

    /// The text between `<|im_start|>system\n` and `<|im_end|>`, if the template has it as a literal.
    private static func defaultSystem(in source: String, file: String) throws(TokenizerError) -> String? {
        for newline in ["\n", "\\n"] {
            let text = source.utf8
            guard let start = text.firstRange(of: "<|im_start|>system\(newline)".utf8),
                let end = text[start.upperBound...].firstRange(of: "<|im_end|>".utf8)
            else { continue }
            let system = source[start.upperBound..<end.lowerBound]
            // A quote means that the literal ends there and something computed follows.
            guard !system.contains("'"), !system.contains("\""), !system.contains("\\") else {
                throw .unknownTemplate(file: file, problem: "the chat template computes its system message")
            }
            return String(system)
        }
        return nil
    }
}
