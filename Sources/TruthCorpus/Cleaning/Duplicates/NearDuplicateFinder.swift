import Foundation

/// Finds the near-duplicates among documents that are given one after another, in bounded memory.
///
/// Band keys are collected in a buffer, sorted, and written to signature files in a folder of its own; at the end the files are read as one, and
/// documents that share a key are joined. Memory: the buffer, 4 bytes a document, and a block a file.
///
/// ```swift
/// var finder = try NearDuplicateFinder(settings: NearDuplicateSettings(.posts), folder: "scratch")
/// for text in texts { try finder.add(Array(text.utf8).span) }
/// var groups = try finder.finish()
/// let isFirst = groups.first(of: 7) == 7
/// ```
package struct NearDuplicateFinder: ~Copyable {
    private let settings: NearDuplicateSettings
    private let folder: String
    private let bufferedRecords: Int
    private var hasher: BandHasher
    private var keys: [UInt64] = []
    private var buffer: [SignatureRecord] = []
    private var sorter = SignatureSorter()
    private var files: [String] = []
    /// How many documents were added.
    package private(set) var documents = 0

    /// - Parameters:
    ///   - folder: A folder for the signature files; made, and removed at the end.
    ///   - bufferedRecords: How many records are sorted at a time. Twice 16 bytes each are held in memory.
    /// - Throws: `CleaningError.unwritable`.
    package init(settings: NearDuplicateSettings, folder: String, bufferedRecords: Int = 4 << 20) throws {
        precondition(bufferedRecords > 0, "bufferedRecords: \(bufferedRecords)")
        self.settings = settings
        self.folder = folder
        self.bufferedRecords = bufferedRecords
        hasher = BandHasher(settings)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw CleaningError.unwritable(path: folder, reason: error.localizedDescription)
        }
    }

    deinit {
        // The folder may be gone already; nothing else holds it.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Adds the next document; the first has number 0.
    ///
    /// - Throws: `CleaningError`.
    package mutating func add(_ text: Span<UInt8>) throws {
        guard documents < Int(UInt32.max) else { throw CleaningError.tooManyDocuments(limit: Int(UInt32.max)) }
        hasher.keys(of: text, into: &keys)
        for key in keys { buffer.append(SignatureRecord(key: key, document: UInt32(documents))) }
        documents += 1
        if buffer.count >= bufferedRecords { try flush() }
    }

    /// The groups of documents that are nearly the same.
    ///
    /// - Throws: `CleaningError`.
    package consuming func finish() throws -> DisjointSets {
        try flush()
        buffer = []
        sorter = SignatureSorter()
        var groups = DisjointSets(count: documents)
        let readers = try files.map { try SignatureReader(path: $0, settings: settings) }
        var merge = try SignatureMerge(readers)
        var previous: SignatureRecord?
        while let record = try merge.next() {
            if let previous, previous.key == record.key { groups.join(previous.document, record.document) }
            previous = record
        }
        return groups
    }

    private mutating func flush() throws {
        guard !buffer.isEmpty else { return }
        sorter.sort(&buffer)
        let path = "\(folder)/\(files.count).signatures"
        let writer = try SignatureWriter(path: path, fingerprint: settings.fingerprint)
        for record in buffer { try writer.append(record) }
        try writer.finish()
        files.append(path)
        buffer.removeAll(keepingCapacity: true)
    }
}
