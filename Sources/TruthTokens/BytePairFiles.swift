/// What a file says about a byte-level byte-pair tokenizer, not yet checked.
package struct BytePairFiles {
    /// The file, for errors.
    package var file: String
    /// Every token in GPT-2's byte alphabet; control and user-defined tokens as they are written.
    package var tokens: [String]
    /// One kind for each token, or none if all are normal.
    package var kinds: [TokenKind]
    /// `left right`, in GPT-2's byte alphabet, the first merged first.
    package var merges: [String]
    package var preTokenizer: PreTokenizer
    package var takesWholeWords: Bool
    /// The fields that tokens and merges come from, for errors.
    package var tokensField: String
    package var mergesField: String

    package init(
        file: String, tokens: [String], kinds: [TokenKind] = [], merges: [String], preTokenizer: PreTokenizer,
        takesWholeWords: Bool = false, tokensField: String = "tokenizer.ggml.tokens",
        mergesField: String = "tokenizer.ggml.merges"
    ) {
        self.file = file
        self.tokens = tokens
        self.kinds = kinds
        self.merges = merges
        self.preTokenizer = preTokenizer
        self.takesWholeWords = takesWholeWords
        self.tokensField = tokensField
        self.mergesField = mergesField
    }

    /// The tokens as bytes.
    func vocabulary() throws(TokenizerError) -> Vocabulary {
        guard kinds.isEmpty || kinds.count == tokens.count else {
            throw .invalidValue(
                file: file, field: tokensField, value: "a list of \(tokens.count)", problem: "there are \(kinds.count) token types")
        }
        guard !tokens.isEmpty, tokens.count < Int32.max else {
            throw .invalidValue(file: file, field: tokensField, value: "a list of \(tokens.count)", problem: "a vocabulary needs tokens")
        }
        var vocabulary = Vocabulary(capacity: tokens.count)
        var bytes: [UInt8] = []
        for (id, token) in tokens.enumerated() {
            let kind = kinds.isEmpty ? .normal : kinds[id]
            bytes.removeAll(keepingCapacity: true)
            // What is no text of the byte alphabet stands for itself.
            if kind != .normal || !ByteLevelAlphabet.append(token.unicodeScalars, to: &bytes) {
                bytes += token.utf8
            }
            if let earlier = vocabulary.append(bytes, kind: kind) {
                throw .invalidValue(
                    file: file, field: "\(tokensField)[\(id)]", value: "'\(token)'", problem: "token \(earlier) is the same")
            }
        }
        return vocabulary
    }

    /// The merges between tokens of `vocabulary`.
    func mergeTable(_ vocabulary: Vocabulary) throws(TokenizerError) -> MergeTable {
        var table = MergeTable(capacity: merges.count)
        var bytes: [UInt8] = []
        for (rank, merge) in merges.enumerated() {
            guard let split = pair(merge, to: &bytes) else {
                throw invalidMerge(rank, "a merge is two tokens with one space between them")
            }
            let pair = bytes.span
            guard let left = vocabulary.id(of: pair.extracting(..<split)) else {
                throw invalidMerge(rank, "its left side is no token")
            }
            guard let right = vocabulary.id(of: pair.extracting(split...)) else {
                throw invalidMerge(rank, "its right side is no token")
            }
            guard let result = vocabulary.id(of: pair) else {
                throw invalidMerge(rank, "both sides together are no token")
            }
            table.insert(left: UInt32(left), right: UInt32(right), rank: UInt32(rank), result: UInt32(result))
        }
        return table
    }

    /// Fills `bytes` with both sides of a merge.
    ///
    /// - Returns: Where the right side starts.
    private func pair(_ merge: String, to bytes: inout [UInt8]) -> Int? {
        bytes.removeAll(keepingCapacity: true)
        let scalars = merge.unicodeScalars
        guard let space = scalars.firstIndex(of: " "),
            ByteLevelAlphabet.append(scalars[..<space], to: &bytes), !bytes.isEmpty
        else { return nil }
        let split = bytes.count
        guard ByteLevelAlphabet.append(scalars[scalars.index(after: space)...], to: &bytes), bytes.count > split else { return nil }
        return split
    }

    private func invalidMerge(_ rank: Int, _ problem: String) -> TokenizerError {
        .invalidValue(file: file, field: "\(mergesField)[\(rank)]", value: "'\(merges[rank])'", problem: problem)
    }
}

extension Tokenizer {
    /// A byte-level byte-pair tokenizer from what a file says.
    package init(
        _ files: BytePairFiles, specialTokens: SpecialTokens = .init(), opening: [Int] = [], closing: [Int] = [],
        chatTemplateSource: String? = nil
    ) throws(TokenizerError) {
        try self.init(
            files, added: nil, specialTokens: specialTokens, opening: opening, closing: closing,
            chatTemplateSource: chatTemplateSource, truncationLength: nil)
    }

    /// The same with what a `tokenizer.json` says about its added tokens.
    init(
        _ files: BytePairFiles, added: [AddedToken]?, specialTokens: SpecialTokens, opening: [Int], closing: [Int],
        chatTemplateSource: String? = nil, truncationLength: Int?
    ) throws(TokenizerError) {
        let vocabulary = try files.vocabulary()
        let encoder = BytePairEncoder(
            vocabulary: vocabulary, merges: try files.mergeTable(vocabulary), preTokenizer: files.preTokenizer,
            takesWholeWords: files.takesWholeWords)
        let byKind = (0..<vocabulary.count).compactMap { id -> AddedToken? in
            let kind = vocabulary.kind(of: id)
            guard kind == .control || kind == .unknown || kind == .userDefined else { return nil }
            return AddedToken(id: id, content: Array(vocabulary.bytes(of: id)), isSpecial: kind != .userDefined)
        }
        self.init(
            vocabulary: vocabulary, model: .bytePair(encoder), added: added ?? byKind, specialTokens: specialTokens, opening: opening,
            closing: closing, chatTemplateSource: chatTemplateSource, truncationLength: truncationLength)
    }
}
