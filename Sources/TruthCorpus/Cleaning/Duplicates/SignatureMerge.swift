/// Reads several signature files as one, in the order of key, then document.
struct SignatureMerge {
    private let readers: [SignatureReader]
    /// A heap: the reader whose next record comes first is at the top.
    private var heap: [(record: SignatureRecord, reader: Int)] = []

    /// - Throws: `CleaningError.signaturesDamaged`.
    init(_ readers: [SignatureReader]) throws {
        self.readers = readers
        for (index, reader) in readers.enumerated() {
            guard let record = try reader.next() else { continue }
            heap.append((record, index))
        }
        for index in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(from: index) }
    }

    /// The next record of all, or `nil` at the end.
    ///
    /// - Throws: `CleaningError.signaturesDamaged`.
    mutating func next() throws -> SignatureRecord? {
        guard let top = heap.first else { return nil }
        if let record = try readers[top.reader].next() {
            heap[0].record = record
        } else {
            heap[0] = heap[heap.count - 1]
            heap.removeLast()
        }
        sink(from: 0)
        return top.record
    }

    private mutating func sink(from start: Int) {
        var index = start
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && heap[child].record < heap[least].record { least = child }
            if least == index { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
