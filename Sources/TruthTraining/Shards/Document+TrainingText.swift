package import TruthCorpus

extension Document {
    /// What a model reads of the document: the title, unless the text begins with it, and the text.
    package var trainingText: String {
        guard let title, !title.isEmpty, !text.prefix(title.count + 8).contains(title) else { return text }
        return "\(title)\n\n\(text)"
    }
}
