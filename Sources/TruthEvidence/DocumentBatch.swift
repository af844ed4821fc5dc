import TruthCorpus

/// Documents that are stored in one transaction: enough to make its cost small, few enough that a kill loses little.
///
/// The first batch is small, so that a small import shows its progress; each next one may be twice as large, because every transaction
/// leaves the full-text index a piece that has to be merged later.
struct DocumentBatch {
    private(set) var documents: [Document] = []
    /// Records that were taken in since the last batch, with those that gave no document.
    var records = 0
    private(set) var recordsBefore = 0
    /// In this batch or an earlier one a whole file was set aside, not only a record of it.
    var hasUnreadFile = false
    private var byteCount = 0
    private var capacity = Self.firstCapacity

    static let firstCapacity = 256
    static let largestCapacity = 8192
    /// A batch is also closed when it holds this much text, in bytes.
    static let mostBytes = 4 << 20

    var isFull: Bool {
        documents.count >= capacity || byteCount >= Self.mostBytes || records >= 16 * capacity
    }

    /// All records up to the end of this batch.
    var recordsAfter: Int { recordsBefore + records }

    /// The batch after this one, empty.
    var next: DocumentBatch {
        var next = DocumentBatch()
        next.recordsBefore = recordsAfter
        next.hasUnreadFile = hasUnreadFile
        next.capacity = min(Self.largestCapacity, capacity * 2)
        return next
    }

    mutating func append(_ document: Document) {
        documents.append(document)
        byteCount += document.text.utf8.count
    }
}
