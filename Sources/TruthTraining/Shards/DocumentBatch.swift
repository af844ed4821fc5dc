internal import TruthCorpus

/// Documents that are tokenised together.
struct DocumentBatch {
    /// About as much text as keeps two threads busy for a tenth of a second.
    private static let textBytes = 4 << 20

    private(set) var documents: [Document] = []
    private(set) var texts: [String] = []

    /// The next documents of `source`; none at its end.
    init(_ source: some DocumentSource) throws {
        var bytes = 0
        while bytes < Self.textBytes, let document = try source.next() {
            documents.append(document)
            texts.append(document.trainingText)
            bytes += texts[texts.count - 1].utf8.count + 64
        }
    }
}
