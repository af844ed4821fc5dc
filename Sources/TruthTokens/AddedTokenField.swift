/// An entry of `added_tokens` in a `tokenizer.json`.
struct AddedTokenField {
    let field: JSONField
    let id: Int
    let content: String
    let isSpecial: Bool
    let takesSpaceBefore: Bool
    let takesSpaceBehind: Bool
    /// Whether it is looked for in the normalised text instead of the text itself.
    let isNormalized: Bool

    init(_ field: JSONField) throws(TokenizerError) {
        try field.allowOnly(["id", "content", "special", "single_word", "lstrip", "rstrip", "normalized"])
        try field.require("single_word", false, missing: false)
        self.field = field
        id = try field.required("id").integer()
        content = try field.required("content").string()
        guard !content.isEmpty else { throw try field.required("content").invalid("an added token needs a text") }
        isSpecial = try field.bool("special", or: false)
        takesSpaceBefore = try field.bool("lstrip", or: false)
        takesSpaceBehind = try field.bool("rstrip", or: false)
        isNormalized = try field.bool("normalized", or: !isSpecial)
    }

    var token: AddedToken {
        AddedToken(
            id: id, content: Array(content.utf8), isSpecial: isSpecial, takesSpaceBefore: takesSpaceBefore,
            takesSpaceBehind: takesSpaceBehind)
    }
}
