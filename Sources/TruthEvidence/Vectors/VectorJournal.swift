import Foundation
import TruthTensors

/// Vectors that were computed but aren't in the vectors' file yet: appended batch by batch, each synced, so that a kill loses one batch.
///
/// The file: the magic, the dimension in 4 bytes, the embedder's probe as JSON with its length in 4 bytes before it; then batches: a
/// count in 4 bytes, the passages' numbers, the scales, the codes, and a checksum of all that.
final class VectorJournal {
    private static let magic = Array("TGVECJR1".utf8)

    let path: String
    private let file: FileHandle
    private let dimension: Int
    /// What earlier runs left.
    private(set) var vectors: VectorCollection

    /// Opens the journal at `path`, or begins one. What a kill left half-written is cut off; what another embedder made is dropped.
    ///
    /// - Throws: ``IndexError``, also when another process is writing it.
    init(path: String, embedder: EmbedderProbe) throws {
        self.path = path
        dimension = embedder.vector.count
        vectors = VectorCollection(dimension: dimension)
        if !FileManager.default.fileExists(atPath: path), !FileManager.default.createFile(atPath: path, contents: nil) {
            throw IndexError.notWritable(path: path, reason: "it can't be made")
        }
        guard let file = FileHandle(forUpdatingAtPath: path) else { throw IndexError.notWritable(path: path, reason: "it can't be opened") }
        self.file = file
        // The descriptor belongs to `file`; the lock ends with the process at the latest.
        guard flock(file.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw IndexError.notWritable(path: path, reason: "another process is computing vectors for this store; wait until it has finished")
        }
        do {
            try read(embedder)
        } catch let error as IndexError {
            throw error
        } catch {
            throw IndexError.notWritable(path: path, reason: "\(error)")
        }
    }

    private func read(_ embedder: EmbedderProbe) throws {
        try file.seek(toOffset: 0)
        let data = try file.readToEnd() ?? Data()
        let bytes = [UInt8](data)
        var offset = 0
        if let start = Self.header(of: bytes, embedder) {
            offset = start
            while let end = readBatch(bytes, at: offset) { offset = end }
        } else {
            let probe = Array(try JSONEncoder().encode(embedder))
            let header = Self.magic + UInt32(dimension).littleEndianBytes + UInt32(probe.count).littleEndianBytes + probe
            try file.truncate(atOffset: 0)
            try file.seek(toOffset: 0)
            try file.write(contentsOf: Data(header))
            offset = header.count
        }
        try file.truncate(atOffset: UInt64(offset))
        try file.seek(toOffset: UInt64(offset))
        try file.synchronize()
    }

    /// Where the batches begin, or `nil` when this is no journal of that embedder.
    private static func header(of bytes: [UInt8], _ embedder: EmbedderProbe) -> Int? {
        guard bytes.count >= 16, Array(bytes[..<8]) == magic, integer(bytes, at: 8) == embedder.vector.count else { return nil }
        let length = integer(bytes, at: 12)
        guard length <= bytes.count - 16, let probe = try? JSONDecoder().decode(EmbedderProbe.self, from: Data(bytes[16..<16 + length])) else { return nil }
        return probe.agrees(with: embedder) ? 16 + length : nil
    }

    private static func integer(_ bytes: [UInt8], at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << ($1 * 8) }
    }

    /// Takes in the batch at `start`; returns where it ends, or `nil` when it isn't whole.
    private func readBatch(_ bytes: [UInt8], at start: Int) -> Int? {
        guard bytes.count - start >= 4 else { return nil }
        let count = Self.integer(bytes, at: start)
        let length = 4 + count * (12 + vectors.stride)
        guard count > 0, bytes.count - start >= length + 8 else { return nil }
        let content = Array(bytes[start..<start + length])
        guard Checksum.of(content).littleEndianBytes == Array(bytes[start + length..<start + length + 8]) else { return nil }
        for index in 0..<count {
            func word(_ place: Int, _ width: Int) -> UInt64 { (0..<width).reduce(0) { $0 | UInt64(content[place + $1]) << UInt64($1 * 8) } }
            let codes = 4 + count * 12 + index * vectors.stride
            var vector = StoredVector([])
            vector.bytes = Array(content[codes..<codes + vectors.stride])
            vector.scale = Float(bitPattern: UInt32(word(4 + count * 8 + index * 4, 4)))
            vectors.append(vector, id: Int64(bitPattern: word(4 + index * 8, 8)))
        }
        return start + length + 8
    }

    /// Adds a batch, which is safe when this returns.
    ///
    /// - Throws: ``IndexError/notWritable(path:reason:)``.
    func append(_ batch: [(id: Int64, vector: StoredVector)]) throws {
        guard !batch.isEmpty else { return }
        var content = UInt32(batch.count).littleEndianBytes
        for entry in batch { content += entry.id.littleEndianBytes }
        for entry in batch { content += entry.vector.scale.bitPattern.littleEndianBytes }
        for entry in batch { content += entry.vector.bytes }
        do {
            try file.write(contentsOf: Data(content + Checksum.of(content).littleEndianBytes))
            try file.synchronize()
        } catch {
            throw IndexError.notWritable(path: path, reason: (error as NSError).localizedDescription)
        }
        for entry in batch { vectors.append(entry.vector, id: entry.id) }
    }

    /// Removes the journal, when all of it is in the vectors' file.
    func remove() throws {
        try FileManager.default.removeItem(atPath: path)
        try file.close()
    }
}
