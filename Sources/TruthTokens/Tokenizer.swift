import TruthTemplates

/// Text to token ids and back, as one model was trained with.
///
/// Made from a GGUF file's metadata or from a `tokenizer.json`. Frozen: any number of conversations share one.
public struct Tokenizer: Sendable {
    enum Model: Sendable {
        case bytePair(BytePairEncoder)
        case wordPiece(WordPieceEncoder)
    }

    /// The tokens by id.
    public let vocabulary: Vocabulary
    /// The ids of the tokens with a meaning of their own.
    public let specialTokens: SpecialTokens
    /// The model's own chat template, in Jinja's language; see ``ChatTemplate``.
    public let chatTemplateSource: String?
    /// The length that the model's file suggests cutting texts to; see ``encode(_:limit:)``.
    public let truncationLength: Int?

    let model: Model
    private let workspaces: EncoderWorkspace.Pool
    /// All added tokens, and those that are no special ones.
    private let allAdded: AddedTokenMatcher
    private let ordinaryAdded: AddedTokenMatcher
    /// The ids that open and close a whole text, such as `[CLS]` and `[SEP]`.
    let opening: [Int]
    let closing: [Int]

    init(
        vocabulary: Vocabulary, model: Model, added: [AddedToken], specialTokens: SpecialTokens, opening: [Int] = [],
        closing: [Int] = [], chatTemplateSource: String? = nil, truncationLength: Int? = nil
    ) {
        self.vocabulary = vocabulary
        self.model = model
        workspaces = EncoderWorkspace.Pool()
        allAdded = AddedTokenMatcher(added)
        ordinaryAdded = AddedTokenMatcher(added.filter { !$0.isSpecial })
        self.specialTokens = specialTokens
        self.opening = opening
        self.closing = closing
        self.chatTemplateSource = chatTemplateSource
        self.truncationLength = truncationLength
    }

    /// The number of tokens; ids run from 0. A model's embedding has at least as many rows.
    public var vocabularySize: Int { vocabulary.count }

    /// Whether the token steers the model instead of being text.
    public func isSpecial(_ id: Int) -> Bool {
        let kind = vocabulary.kind(of: id)
        return kind == .control || kind == .unknown
    }

    /// Whether some bytes have no token of their own; such bytes of a text are left out.
    var hasMissingBytes: Bool {
        switch model {
        case .bytePair(let encoder): !encoder.missingBytes.isEmpty
        case .wordPiece: false
        }
    }

    /// The token's own bytes; a character may span several tokens.
    ///
    /// - Precondition: `id` is in the vocabulary.
    public func bytes(of id: Int) -> [UInt8] {
        Array(vocabulary.bytes(of: id))
    }

    /// The id of the added token (special or not) that is written `text`.
    public func id(ofAddedToken text: String) -> Int? {
        let parts = allAdded.parts(of: Array(text.utf8))
        guard parts.count == 1, case .token(let id) = parts[0] else { return nil }
        return vocabulary.bytes(of: id).elementsEqual(text.utf8) ? id : nil
    }
}

// MARK: - Encoding

extension Tokenizer {
    /// The token ids of `text`.
    ///
    /// - Parameters:
    ///   - text: Any text. What looks like a special token in it is ordinary text, unless `parsingSpecial`.
    ///   - parsingSpecial: Whether `<|im_start|>` and its like become the special token. Never for a user's text.
    ///   - addingSpecial: Whether the tokens that open and close a whole text are put around it, as the model's file says.
    public func encode(_ text: String, parsingSpecial: Bool = false, addingSpecial: Bool = false) -> [Int] {
        var ids: [Int] = []
        workspaces.with { encode(text, parsingSpecial: parsingSpecial, addingSpecial: addingSpecial, to: &ids, &$0) }
        return ids
    }

    /// The token ids of each of `texts`, with one thread's workspace for all of them.
    func encode(chunk texts: ArraySlice<String>, addingSpecial: Bool) -> [[Int]] {
        var encoded: [[Int]] = []
        encoded.reserveCapacity(texts.count)
        workspaces.with { workspace in
            for text in texts {
                var ids: [Int] = []
                encode(text, parsingSpecial: false, addingSpecial: addingSpecial, to: &ids, &workspace)
                encoded.append(ids)
            }
        }
        return encoded
    }

    /// The token ids of `bytes` read as UTF-8.
    ///
    /// Malformed bytes count as U+FFFD, one for each maximal part of a well-formed sequence, as in Python's
    /// `bytes.decode("utf-8", errors="replace")`.
    public func encode(bytes: [UInt8], parsingSpecial: Bool = false, addingSpecial: Bool = false) -> [Int] {
        encode(String(decoding: bytes, as: UTF8.self), parsingSpecial: parsingSpecial, addingSpecial: addingSpecial)
    }

    /// The token ids of `text`, opened and closed as the model's file says, and cut to `limit`.
    ///
    /// For encoders, which take texts up to a length. What is cut is the end of the text, never what closes it.
    ///
    /// - Precondition: `limit` leaves room for the tokens that open and close a text.
    public func encode(_ text: String, limit: Int) -> LimitedEncoding {
        let room = limit - opening.count - closing.count
        precondition(room >= 0, "encode: a limit of \(limit) is less than the \(opening.count + closing.count) tokens around a text")
        let ids = encode(text)
        return LimitedEncoding(ids: opening + ids.prefix(room) + closing, cutTokenCount: max(0, ids.count - room))
    }

    private func encode(
        _ text: String, parsingSpecial: Bool, addingSpecial: Bool, to ids: inout [Int], _ workspace: inout EncoderWorkspace.Contents
    ) {
        encode(Array(text.utf8), isData: nil, parsingSpecial: parsingSpecial, addingSpecial: addingSpecial, to: &ids, &workspace)
    }

    /// The token ids of what a template wrote; special tokens are found only where nothing came out of data.
    func encode(_ text: TemplateText) -> [Int] {
        var ids: [Int] = []
        let (bytes, isData) = text.markedBytes
        workspaces.with { encode(bytes, isData: isData, parsingSpecial: true, addingSpecial: false, to: &ids, &$0) }
        return ids
    }

    private func encode(
        _ text: [UInt8], isData: [Bool]?, parsingSpecial: Bool, addingSpecial: Bool, to ids: inout [Int],
        _ workspace: inout EncoderWorkspace.Contents
    ) {
        ids.reserveCapacity(opening.count + closing.count + text.count / 3)
        if addingSpecial { ids += opening }
        let added = parsingSpecial ? allAdded : ordinaryAdded
        if added.isEmpty {
            encode(text, in: 0..<text.count, to: &ids, &workspace)
        } else {
            for part in added.parts(of: text, isData: isData) {
                switch part {
                case .token(let id): ids.append(id)
                case .text(let range): encode(text, in: range, to: &ids, &workspace)
                }
            }
        }
        if addingSpecial { ids += closing }
    }

    /// The token ids of `text` found the plain way: without caches, scalar by scalar. What ``encode(_:parsingSpecial:addingSpecial:)``
    /// is tested against; added tokens aren't looked for.
    package func plainIDs(of text: String) -> [Int] {
        switch model {
        case .bytePair(let encoder): encoder.plainIDs(of: Array(text.utf8))
        case .wordPiece(let encoder): encoder.plainIDs(of: Array(text.utf8))
        }
    }

    private func encode(_ text: [UInt8], in range: Range<Int>, to ids: inout [Int], _ workspace: inout EncoderWorkspace.Contents) {
        switch model {
        case .bytePair(let encoder): encoder.encode(text, in: range, to: &ids, &workspace)
        case .wordPiece(let encoder): encoder.encode(text[range], to: &ids, &workspace)
        }
    }
}

// MARK: - Decoding

extension Tokenizer {
    /// The text of `ids`, with malformed UTF-8 replaced by U+FFFD.
    ///
    /// - Parameter showingSpecial: Whether special tokens appear as their names; otherwise they leave no trace.
    /// - Precondition: All ids are in the vocabulary.
    public func decode(_ ids: [Int], showingSpecial: Bool = false) -> String {
        var bytes: [UInt8] = []
        var isFirst = true
        for id in ids where showingSpecial || !isSpecial(id) {
            appendText(of: id, isFirst: isFirst, to: &bytes)
            isFirst = false
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends what `id` adds to a text that is empty so far (`isFirst`), or not.
    func appendText(of id: Int, isFirst: Bool, to bytes: inout [UInt8]) {
        switch model {
        case .bytePair: bytes += vocabulary.bytes(of: id)
        case .wordPiece(let encoder): encoder.appendText(of: id, isFirst: isFirst, to: &bytes)
        }
    }
}
