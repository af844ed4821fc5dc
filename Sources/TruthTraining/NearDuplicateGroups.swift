package import TruthCorpus

/// Groups of documents that are nearly the same, found among all of them beforehand (``NearDuplicateFinder``).
package struct NearDuplicateGroups: DuplicateGroups {
    private let setting: NearDuplicateSettings.Name
    /// Of each document that isn't the first of its group: by the hash of its identity, that of the first.
    private let firsts: [UInt64: UInt64]

    /// Reads all documents of `source`.
    ///
    /// - Parameters:
    ///   - folder: For signature files, hundreds of bytes a document; made, and removed when this returns.
    ///   - progress: Is told how many documents have been read.
    /// - Throws: What the source throws, or `CleaningError`.
    package init(
        _ source: some DocumentSource, setting: NearDuplicateSettings.Name, folder: String, progress: (Int) -> Void = { _ in }
    ) throws {
        var finder = try NearDuplicateFinder(settings: NearDuplicateSettings(setting), folder: folder)
        var identities: [UInt64] = []
        while let document = try source.next() {
            identities.append(StableHash.hash(document.identity))
            try finder.add(Array(document.text.utf8).span)
            if identities.count % 1000 == 0 { progress(identities.count) }
        }
        var groups = try finder.finish()
        var firsts: [UInt64: UInt64] = [:]
        for number in 0..<UInt32(identities.count) {
            let first = groups.first(of: number)
            if first != number, identities[Int(first)] != identities[Int(number)] { firsts[identities[Int(number)]] = identities[Int(first)] }
        }
        self.setting = setting
        self.firsts = firsts
    }

    /// How many documents aren't the first of their group.
    package var copyCount: Int { firsts.count }

    package var name: String { "near-duplicates, setting \(setting.rawValue) (\(copyCount) documents)" }

    package func group(of document: Document) -> UInt64 {
        let own = StableHash.hash(document.identity)
        return firsts[own] ?? own
    }

    /// Whether a document is the only one or the first of its group.
    package func isFirst(_ document: Document) -> Bool { firsts[StableHash.hash(document.identity)] == nil }
}

/// The documents of a source without those that are nearly the same as an earlier one.
package final class UniqueDocuments: DocumentSource {
    private let source: any DocumentSource
    private let groups: NearDuplicateGroups

    package init(_ source: some DocumentSource, without groups: NearDuplicateGroups) {
        self.source = source
        self.groups = groups
    }

    package func next() throws -> Document? {
        while let document = try source.next() {
            if groups.isFirst(document) { return document }
        }
        return nil
    }
}
