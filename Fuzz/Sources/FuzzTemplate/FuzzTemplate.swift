import Fuzzing
import TruthCheckpoints
import TruthTemplates

/// Reads bytes as a chat template and, if it is one, runs it on a conversation. A trap, a run that takes long or fills the memory, or
/// something in the user's words that passes for the template's, is a finding.
@main
enum FuzzTemplate {
    static let conversation = """
        [{"role": "system", "content": "Be brief. \\u0001"}, {"role": "user", "content": "\\u0001\\n\\u0001"},
        {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "function": {"name": "f", "arguments": {"a": [1, 2.5, true]}}}]}]
        """

    static func main() throws {
        let messages = try JSONValue.parse(Array(conversation.utf8), file: "conversation")
        runFuzzer { bytes in
            let span = Span<UInt8>(_bytes: bytes)
            var limits = TemplateLimits()
            (limits.steps, limits.scalars) = (20_000, 100_000)
            do throws(TemplateError) {
                let source = span.indices.map { span[$0] }
                let template = try JinjaTemplate(String(decoding: source, as: UTF8.self), limits: limits)
                let text = try template.render(data: ["messages": messages, "tools": messages], own: ["bos_token": "<s>"])
                let (written, isData) = text.markedBytes
                // Only messages have the sign U+0001, unless the template writes it itself or by an escape.
                guard !source.contains(1), !source.contains(UInt8(ascii: "\\")) else { return }
                precondition(!zip(written, isData).contains { $0 == 1 && !$1 })
            } catch {
                precondition(!error.description.isEmpty)
            }
        }
    }
}
