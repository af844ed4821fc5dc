import Foundation

/// The lexical index as a file: segments of passages, and which state of which store they were made from.
struct LexicalIndex: Sendable {
    static let magic = "TGLEXICA"
    static let version: UInt32 = 1

    /// What the file says of itself.
    struct Manifest: Codable {
        /// The highest number of a passage that it covers: its generation. Numbers are never used twice.
        var lastPassage: Int64
        var passageCount: Int
        var referenceLength: Double
        var segmentCount: Int
        /// Some passages, to tell whether the store is the one that the index was made from.
        var probes: [PassageProbe]
    }

    let manifest: Manifest
    let segments: [LexicalSegment]
    /// Tells whether the file at the path is still the one that was opened.
    let file: FileIdentity?

    /// Opens the file at `path`.
    ///
    /// - Throws: ``IndexError``.
    init(path: String) throws {
        let identity = FileIdentity(path: path)
        let file = try IndexFile(path: path, magic: Self.magic, version: Self.version)
        self.file = identity
        manifest = try file.manifest()
        guard (0...1000).contains(manifest.segmentCount) else { throw file.damage("it says it has \(manifest.segmentCount) segments") }
        segments = try (0..<manifest.segmentCount).map { try LexicalSegment(file: file, prefix: "\($0)/") }
    }

    /// Where the index of the store at `path` is.
    static func path(ofStore path: String) -> String { SearchIndexFiles.lexical.path(ofStore: path) }
}

/// A file as the system knows it: after a rename over it, it is another.
struct FileIdentity: Hashable, Sendable {
    private let number: UInt64
    private let modified: Date

    /// `nil` when there is no such file.
    init?(path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path), let number = attributes[.systemFileNumber] as? UInt64,
            let modified = attributes[.modificationDate] as? Date
        else { return nil }
        (self.number, self.modified) = (number, modified)
    }
}

/// A passage that an index covers, with what would change if another had taken its number.
struct PassageProbe: Codable, Hashable, Sendable {
    var id: Int64
    var fingerprint: String
}

extension IndexFile {
    /// The section `manifest`, which is JSON.
    func manifest<Manifest: Decodable>() throws -> Manifest {
        let range = try section("manifest")
        let bytes = bytes.withBytes { bytes in range.map { bytes.element($0, at: 0, as: UInt8.self) } }
        do {
            return try JSONDecoder().decode(Manifest.self, from: Data(bytes))
        } catch {
            throw damage("its manifest can't be read: \(error)")
        }
    }
}

extension IndexFileWriter {
    mutating func add(manifest: some Encodable) throws {
        add("manifest", Array(try JSONEncoder().encode(manifest)))
    }
}
