import TruthCheckpoints
import TruthTemplates

extension ChatTemplate {
    /// The model's own template, which is a program in Jinja's language.
    ///
    /// - Parameters:
    ///   - source: The template's text.
    ///   - file: Where it comes from, for errors.
    public init(source: String, file: String) throws(TokenizerError) {
        do throws(TemplateError) {
            form = .program(try JinjaTemplate(source), file: file)
        } catch {
            throw Self.unusable(error, file)
        }
    }

    /// The conversation as the program writes it.
    ///
    /// - Parameter own: The model's special tokens by the names that templates call them, such as `bos_token`.
    func run(
        _ program: JinjaTemplate, file: String, _ messages: [ChatMessage], addGenerationPrompt: Bool, own: [String: String]
    ) throws(TokenizerError) -> TemplateText {
        let turns = messages.map { message in
            JSONValue.object(JSONObject([("role", .string(message.role.rawValue)), ("content", .string(message.content))]))
        }
        do throws(TemplateError) {
            return try program.render(
                data: ["messages": .array(turns), "tools": .null, "documents": .null, "add_generation_prompt": .bool(addGenerationPrompt)], own: own)
        } catch {
            throw Self.unusable(error, file)
        }
    }

    private static func unusable(_ error: TemplateError, _ file: String) -> TokenizerError {
        .unknownTemplate(file: file, problem: "the chat template can't be used: \(error)")
    }
}
