import TruthCorpus
import TruthEvidence
import TruthTraining

/// The documents that training reads, one at a time: those of files and folders, or, without paths, those of the store in the order
/// of their identities.
final class CorpusDocuments: DocumentSource {
    private enum Place {
        case files(DocumentReader)
        case store(EvidenceStore)
    }

    private static let pageCount = 512

    private var places: ArraySlice<Place>
    /// What was fetched from the store, the next one last.
    private var page: [Document] = []
    private var lastIdentity: String?
    /// How many records were set aside.
    private(set) var rejectedCount = 0
    /// Whether what is set aside is only counted.
    var isQuiet = false

    init(paths: [String], data: DataOptions, options: ReadingOptions = ReadingOptions()) throws {
        if paths.isEmpty {
            places = [.store(try data.directory().openStore())]
        } else {
            places = try paths.map { .files(try DocumentReader(path: $0, options: options)) }[...]
        }
    }

    func next() throws -> Document? {
        while let place = places.first {
            switch place {
            case .files(let reader):
                if let document = next(in: reader) { return document }
            case .store(let store):
                if page.isEmpty { page = try store.documents(after: lastIdentity, limit: Self.pageCount).reversed() }
                if let document = page.popLast() {
                    lastIdentity = document.identity
                    return document
                }
            }
            places.removeFirst()
        }
        return nil
    }

    /// Up to about `byteCount` bytes of text; empty at the end.
    func nextTexts(byteCount: Int) throws -> [String] {
        var texts: [String] = []
        var bytes = 0
        while bytes < byteCount, let document = try next() {
            texts.append(document.text)
            bytes += document.text.utf8.count
        }
        return texts
    }

    private func next(in reader: DocumentReader) -> Document? {
        while let record = reader.next() {
            switch record {
            case .document(let document): return document
            case .rejected(let rejected):
                rejectedCount += 1
                if !isQuiet { Output.message("set aside: \(rejected)") }
            }
        }
        return nil
    }
}
