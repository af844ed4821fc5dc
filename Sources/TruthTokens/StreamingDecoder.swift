/// Turns token ids into text one by one, never giving out a part of a character.
///
/// A token may end in the middle of a character's UTF-8 bytes. Those bytes wait for the next token; as soon as they can't
/// become a character any more, they become U+FFFD, one for each maximal part of a well-formed sequence (Unicode 16,
/// section 3.9). All texts together equal ``Tokenizer/decode(_:showingSpecial:)`` of all ids.
public struct StreamingDecoder: Sendable {
    private let tokenizer: Tokenizer
    private let showsSpecial: Bool
    private var pending: [UInt8] = []
    private var isFirst = true

    /// A decoder at the start of a text.
    ///
    /// - Parameter showingSpecial: Whether special tokens appear as their names; otherwise they leave no trace.
    public init(_ tokenizer: Tokenizer, showingSpecial: Bool = false) {
        self.tokenizer = tokenizer
        showsSpecial = showingSpecial
    }

    /// The whole characters that `id` completes.
    ///
    /// - Precondition: `id` is in the vocabulary.
    public mutating func append(_ id: Int) -> String {
        guard showsSpecial || !tokenizer.isSpecial(id) else { return "" }
        tokenizer.appendText(of: id, isFirst: isFirst, to: &pending)
        isFirst = false
        let count = UTF8Tail.completeCount(of: pending)
        defer { pending.removeFirst(count) }
        return String(decoding: pending[..<count], as: UTF8.self)
    }

    /// What is left at the end of the text: nothing, or one U+FFFD for a character that was never completed.
    public mutating func finish() -> String {
        defer {
            pending = []
            isFirst = true
        }
        return String(decoding: pending, as: UTF8.self)
    }
}
