/// Reads those files of a collection that have certain names, each with a reader made for it.
struct PickedFilesReader: RecordReader {
    private let place: String
    private var names: Set<String>
    private var cursor: (any InputCursor)?
    private let open: (InputFile) throws -> any RecordReader
    private var current: (any RecordReader)?

    /// - Throws: `CorpusError` when the collection can't be gone through.
    init(_ collection: any InputCollection, picking names: Set<String>, open: @escaping (InputFile) throws -> any RecordReader) throws {
        place = collection.place
        self.names = names
        self.open = open
        cursor = try collection.cursor()
    }

    var storedBytesRead: Int { current?.storedBytesRead ?? 0 }

    mutating func next() -> ReadRecord? {
        while true {
            if let record = current?.next() { return record }
            current = nil
            var place = self.place
            do {
                guard !names.isEmpty, let item = try cursor?.next() else { return nil }
                guard case .file(let file) = item, names.contains(file.name) else { continue }
                names.remove(file.name)
                place = file.place
                current = try open(file)
            } catch {
                if place == self.place { cursor = nil }
                return .rejected(RejectedRecord(file: place, reason: "\(error)"))
            }
        }
    }
}
