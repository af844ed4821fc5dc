import TruthCorpus
import TruthTraining

/// Documents from a list.
final class ListedDocuments: DocumentSource {
    private var documents: ArraySlice<Document>

    init(_ documents: [Document]) {
        self.documents = documents[...]
    }

    func next() -> Document? { documents.popFirst() }
}
