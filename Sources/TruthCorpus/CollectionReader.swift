import Foundation

/// Reads the files of a folder or an archive one after another; those of a service's archive together.
struct CollectionReader: RecordReader {
    private let collection: any InputCollection
    private let opener: FormatOpener
    private let services: [ServiceArchive]
    private var waiting: ArraySlice<ServiceArchive>
    private var cursor: (any InputCursor)?
    private var current: (any RecordReader)?
    /// In archives: a folder may well be empty, and its files are named one by one.
    private let mustHoldSomething: Bool
    private var hasYielded = false
    private var bytesOfServices = 0

    /// - Throws: `CorpusError` when the collection can't be listed.
    init(_ collection: any InputCollection, opener: FormatOpener, mustHoldSomething: Bool = false) throws {
        self.collection = collection
        self.opener = opener
        self.mustHoldSomething = mustHoldSomething
        let names = try collection.names()
        let format = opener.context.options.format
        services = ServiceArchive.all(in: names).filter { format == nil || format == $0.format }
        waiting = services[...]
        cursor = try collection.cursor()
        if mustHoldSomething, !names.contains(where: { !DocumentFormat.holdsNoText($0) }) {
            throw CorpusError.unknownArchive(path: collection.place, holds: Self.sample(names))
        }
    }

    private static func sample(_ names: [String]) -> String {
        names.isEmpty ? "nothing" : names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    }

    var storedBytesRead: Int { (cursor?.storedBytesRead ?? 0) + (current?.storedBytesRead ?? 0) }

    mutating func next() -> ReadRecord? {
        while true {
            if let record = current?.next() {
                hasYielded = true
                return record
            }
            current = nil
            do {
                guard try advance() else { return nil }
            } catch {
                hasYielded = true
                return .rejected(error)
            }
        }
    }

    /// Opens the next service's archive or file; false at the end.
    private mutating func advance() throws(RejectedRecord) -> Bool {
        var place = collection.place
        do {
            if let service = waiting.popFirst() {
                current = try opener.reader(of: service, in: collection)
                return true
            }
            guard let item = try cursor?.next() else { return try finish() }
            guard case .file(let file) = item else {
                if case .rejected(let record) = item { throw record }
                return true
            }
            place = file.place
            if services.contains(where: { $0.owns(file.name) }) { return true }
            if DocumentFormat.holdsNoText(file.name) {
                opener.context.tally.count(.notText)
            } else {
                current = try opener.reader(of: file)
            }
            return true
        } catch let record as RejectedRecord {
            throw record
        } catch {
            // Behind damage to the archive itself nothing can be reached.
            if place == collection.place { cursor = nil }
            throw RejectedRecord(file: place, reason: "\(error)")
        }
    }

    private mutating func finish() throws -> Bool {
        let wasOpen = cursor != nil
        cursor = nil
        if wasOpen, mustHoldSomething, !hasYielded, services.isEmpty {
            throw CorpusError.unknownArchive(path: collection.place, holds: Self.sample(try collection.names()))
        }
        return false
    }
}

extension RejectedRecord: Error {}
