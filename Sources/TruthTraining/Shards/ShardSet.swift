import Crypto
import Foundation
internal import TruthTensors
package import TruthTokens

/// A set of token shards, open for reading.
///
/// Opening checks that every file is there with the size that the manifest says; ``verify()`` also reads and hashes them. What is
/// open stays readable when new shards take its place meanwhile.
package final class ShardSet: Sendable {
    package let path: String
    package let manifest: ShardManifest
    /// The SHA-256 of the manifest: equal exactly for the same shards.
    package let manifestSHA256: String
    private let tokenFiles: [ShardSplit: [MappedFile]]

    package convenience init(path: String) throws(ShardError) {
        let data = try ShardFolder.manifestData(path)
        do {
            try self.init(path: path, manifest: data)
        } catch {
            // New shards may have taken the place of those that the manifest named; then there is another manifest now.
            let newer = try ShardFolder.manifestData(path)
            guard newer != data else { throw error }
            try self.init(path: path, manifest: newer)
        }
    }

    private init(path: String, manifest data: Data) throws(ShardError) {
        self.path = path
        manifest = try ShardFolder.manifest(in: data, path: ShardFolder.manifestPath(path))
        manifestSHA256 = SHA256.hash(data: data).hexadecimal
        var files: [ShardSplit: [MappedFile]] = [:]
        for split in ShardSplit.allCases {
            for shard in manifest[split].shards { files[split, default: []].append(try Self.open(shard, manifest, in: path)) }
        }
        tokenFiles = files
    }

    /// The folder of the files.
    package var folder: String { "\(path)/\(manifest.build)" }

    /// The tokens of a split; none where the split has no documents.
    package func tokens(of split: ShardSplit) -> TokenStream {
        TokenStream(tokenFiles[split] ?? [], type: manifest.tokenType)
    }

    /// The tokenizer that the shards were made with.
    package func tokenizer() throws -> Tokenizer {
        try requireSHA256(manifest.tokenizer.sha256, of: manifest.tokenizer.file)
        return try Tokenizer(contentsOf: URL(filePath: "\(folder)/\(manifest.tokenizer.file)"))
    }

    /// Throws unless the shards were made with `tokenizer`.
    package func require(_ tokenizer: ShardTokenizer) throws(ShardError) {
        guard tokenizer.sha256 == manifest.tokenizer.sha256 else {
            throw .otherTokenizer(path: path, expected: manifest.tokenizer.sha256, found: tokenizer.sha256)
        }
    }

    /// Reads every file and compares its hash with the manifest's; throws the first that differs.
    package func verify() throws(ShardError) {
        for shard in manifest.train.shards + manifest.validation.shards {
            try requireSHA256(shard.tokensSHA256, of: "\(shard.name).tokens")
            try requireSHA256(shard.documentsSHA256, of: "\(shard.name).documents")
        }
        try requireSHA256(manifest.tokenizer.sha256, of: manifest.tokenizer.file)
    }

    // MARK: - Checking

    private static func open(_ shard: ShardManifest.Shard, _ manifest: ShardManifest, in path: String) throws(ShardError) -> MappedFile {
        let name = "\(path)/\(manifest.build)/\(shard.name)"
        let file: MappedFile
        do {
            file = try MappedFile(path: "\(name).tokens")
        } catch {
            throw .damaged(path: "\(name).tokens", problem: "the file is missing, empty or can't be read (\(error))")
        }
        let expected = shard.tokens * manifest.tokenType.byteCount
        guard file.byteCount == expected else {
            throw .damaged(path: file.path, problem: "the file has \(file.byteCount) bytes instead of \(expected)")
        }
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: "\(name).documents")
        } catch {
            throw .damaged(path: "\(name).documents", problem: "the file is missing (\(error.systemReason))")
        }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? -1
        guard size == shard.documentsBytes else {
            throw .damaged(path: "\(name).documents", problem: "the file has \(size) bytes instead of \(shard.documentsBytes)")
        }
        return file
    }

    private func requireSHA256(_ expected: String, of name: String) throws(ShardError) {
        var hash = SHA256()
        let path = "\(folder)/\(name)"
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
            try handle.close()
        } catch {
            throw .damaged(path: path, problem: "the file can't be read (\(error.systemReason))")
        }
        guard hash.finalize().hexadecimal == expected else {
            throw .damaged(path: path, problem: "its bytes are not those that the manifest has the hash of")
        }
    }
}
