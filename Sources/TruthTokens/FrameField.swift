/// The ids that a `post_processor` puts before and behind a whole text.
struct FrameField {
    private(set) var opening: [Int] = []
    private(set) var closing: [Int] = []

    init(_ field: JSONField?, vocabularySize: Int) throws(TokenizerError) {
        guard let field else { return }
        let type = try field.required("type")
        switch try type.string() {
        case "ByteLevel":
            // About positions in the text only.
            break
        case "BertProcessing":
            opening = [try Self.id(field.required("cls"), vocabularySize)]
            closing = [try Self.id(field.required("sep"), vocabularySize)]
        case "TemplateProcessing":
            try readTemplate(field, vocabularySize)
        case "Sequence":
            for step in try field.required("processors").elements() {
                let frame = try FrameField(step, vocabularySize: vocabularySize)
                // Each step goes around what the steps before it made.
                opening = frame.opening + opening
                closing += frame.closing
            }
        default:
            throw type.unsupported(["ByteLevel", "BertProcessing", "TemplateProcessing", "Sequence"])
        }
    }

    /// `single` is a list of special tokens with the text, `A`, among them.
    private mutating func readTemplate(_ field: JSONField, _ vocabularySize: Int) throws(TokenizerError) {
        let special = try field.required("special_tokens")
        var isBehindText = false
        for part in try field.required("single").elements() {
            if let sequence = part.optional("Sequence") {
                let id = try sequence.required("id")
                guard try id.string() == "A", !isBehindText else { throw id.unsupported(["A, once"]) }
                isBehindText = true
                continue
            }
            let name = try part.required("SpecialToken").required("id").string()
            for id in try special.required(name).required("ids").elements() {
                let value = try Self.checked(id, vocabularySize)
                if isBehindText { closing.append(value) } else { opening.append(value) }
            }
        }
        guard isBehindText else { throw try field.required("single").invalid("the text itself, 'A', is not in the template") }
    }

    /// The id of `["[CLS]", 101]`.
    private static func id(_ field: JSONField, _ vocabularySize: Int) throws(TokenizerError) -> Int {
        let parts = try field.elements()
        guard parts.count == 2 else { throw field.invalid("a token and its id are expected") }
        return try checked(parts[1], vocabularySize)
    }

    private static func checked(_ field: JSONField, _ vocabularySize: Int) throws(TokenizerError) -> Int {
        let id = try field.integer()
        guard (0..<vocabularySize).contains(id) else { throw field.invalid("the vocabulary has ids 0 to \(vocabularySize - 1)") }
        return id
    }
}
