import Foundation

/// The signatures of a collection that grows: new documents are compared with all that were added before.
///
/// A folder of signature files, each sorted and never changed. An addition is one more file; when there are more than eight, they become
/// one. Every file is whole or not there, so a crash loses at most the addition that was under way. A document is known by a number of the
/// caller's. One writer at a time.
public final class NearDuplicateIndex {
    /// A document's signature: one key a band.
    public struct Signature: Sendable, Hashable {
        public var document: UInt32
        /// Two documents are nearly the same when one of these is equal, in the same place.
        public var keys: [UInt64]
    }

    private let folder: String
    private let settings: NearDuplicateSettings
    private var hasher: BandHasher
    private var readers: [SignatureReader] = []
    private var nextNumber = 0
    private static let mostFiles = 8

    /// Opens the index in `folder`, which is made when it isn't there.
    ///
    /// - Throws: `CleaningError` when the folder can't be made, a file is damaged, or was made with other settings.
    public init(folder: String, settings: NearDuplicateSettings) throws {
        self.folder = folder
        self.settings = settings
        hasher = BandHasher(settings)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            // What was being written when the program ended.
            for name in names where name.hasSuffix(".part") { try FileManager.default.removeItem(atPath: folder + "/" + name) }
            for name in names where name.hasSuffix(".signatures") {
                readers.append(try SignatureReader(path: folder + "/" + name, settings: settings))
                nextNumber = max(nextNumber, (Int(name.dropLast(11)) ?? 0) + 1)
            }
        } catch let error as CleaningError {
            throw error
        } catch {
            throw CleaningError.unwritable(path: folder, reason: error.localizedDescription)
        }
    }

    /// The signature of a document's text.
    public func signature(of text: String, document: UInt32) -> Signature {
        var keys: [UInt64] = []
        hasher.keys(of: Array(text.utf8).span, into: &keys)
        return Signature(document: document, keys: keys)
    }

    /// The documents of the index that are nearly the same as `signature`'s, in order; the document itself left out.
    ///
    /// - Throws: `CleaningError.signaturesDamaged`.
    public func documents(like signature: Signature) throws -> [UInt32] {
        var found: Set<UInt32> = []
        for reader in readers {
            for key in signature.keys { found.formUnion(try reader.documents(with: key)) }
        }
        found.remove(signature.document)
        return found.sorted()
    }

    /// Adds the signatures of new documents, all or none.
    ///
    /// - Throws: `CleaningError.unwritable`.
    public func add(_ signatures: [Signature]) throws {
        let records = signatures.flatMap { signature in signature.keys.map { SignatureRecord(key: $0, document: signature.document) } }.sorted()
        if records.isEmpty { return }
        let writer = try SignatureWriter(path: nextPath(), fingerprint: settings.fingerprint)
        for record in records { try writer.append(record) }
        try take(writer)
        if readers.count > Self.mostFiles { try rewrite(without: []) }
    }

    /// Takes documents out: afterwards no file holds their keys.
    ///
    /// - Throws: `CleaningError`.
    public func remove(_ documents: Set<UInt32>) throws {
        try rewrite(without: documents)
    }

    /// Makes one file of all, without some documents and without records that are there twice.
    private func rewrite(without documents: Set<UInt32>) throws {
        let paths = readers.map(\.path)
        var merge = try SignatureMerge(paths.map { try SignatureReader(path: $0, settings: settings) })
        let writer = try SignatureWriter(path: nextPath(), fingerprint: settings.fingerprint)
        var previous: SignatureRecord?
        while let record = try merge.next() {
            if record != previous, !documents.contains(record.document) { try writer.append(record) }
            previous = record
        }
        readers = []
        try take(writer)
        do {
            // A crash before this leaves records twice, which the next rewriting mends.
            for path in paths { try FileManager.default.removeItem(atPath: path) }
        } catch {
            throw CleaningError.unwritable(path: folder, reason: error.localizedDescription)
        }
    }

    private func take(_ writer: SignatureWriter) throws {
        try writer.finish()
        readers.append(try SignatureReader(path: nextPath(), settings: settings))
        nextNumber += 1
    }

    private func nextPath() -> String { folder + "/" + String(format: "%08d", nextNumber) + ".signatures" }
}
