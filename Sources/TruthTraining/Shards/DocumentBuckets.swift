import Foundation

/// Shuffles more documents than fit in memory: each goes into one of 256 buckets by the first bits of its key, and a bucket that
/// is taken out is put into the order of the keys.
///
/// Buckets stay in memory as long as all of them together fit into `memoryBytes`; then they move to files.
struct DocumentBuckets {
    static let count = 256

    private let folder: String
    private let memoryBytes: Int
    private let room: DiskRoom
    private var buffers = [[UInt8]](repeating: [], count: count)
    private var bufferedBytes = 0
    private var isOnDisk = [Bool](repeating: false, count: count)

    /// - Parameter folder: Where the files go; it is there, and empty.
    init(folder: String, memoryBytes: Int, room: DiskRoom) {
        self.folder = folder
        self.memoryBytes = memoryBytes
        self.room = room
    }

    /// Puts a document into its bucket.
    mutating func append(
        key: UInt64, split: ShardSplit, origin: Int, textBytes: Int, identity: String, ids: [Int], type: TokenType
    ) throws(ShardError) {
        let bucket = Int(key >> 56)
        let before = buffers[bucket].count
        BucketRecord.append(
            key: key, split: split, origin: origin, textBytes: textBytes, identity: identity, ids: ids, type: type,
            to: &buffers[bucket])
        bufferedBytes += buffers[bucket].count - before
        if bufferedBytes > memoryBytes { try spill() }
    }

    /// Takes out the documents of a bucket, in the order of their keys; of equal keys, in the order of the identities' bytes.
    mutating func take(_ bucket: Int) throws(ShardError) -> [BucketRecord] {
        var bytes: [UInt8] = []
        if isOnDisk[bucket] {
            do {
                bytes = Array(try Data(contentsOf: URL(filePath: path(bucket))))
                try FileManager.default.removeItem(atPath: path(bucket))
            } catch {
                throw .unreadable(path: path(bucket), reason: error.systemReason)
            }
        }
        bytes += buffers[bucket]
        buffers[bucket] = []
        return BucketRecord.records(in: bytes).sorted {
            $0.key != $1.key ? $0.key < $1.key : $0.identity.utf8.lexicographicallyPrecedes($1.identity.utf8)
        }
    }

    private func path(_ bucket: Int) -> String { "\(folder)/bucket-\(bucket)" }

    private mutating func spill() throws(ShardError) {
        for bucket in buffers.indices where !buffers[bucket].isEmpty {
            try room.take(buffers[bucket].count, for: path(bucket))
            if !isOnDisk[bucket], !FileManager.default.createFile(atPath: path(bucket), contents: nil) {
                throw .unwritable(path: path(bucket), reason: "the file can't be made")
            }
            isOnDisk[bucket] = true
            do {
                let handle = try FileHandle(forWritingTo: URL(filePath: path(bucket)))
                try handle.seekToEnd()
                try handle.write(contentsOf: Data(buffers[bucket]))
                try handle.close()
            } catch {
                throw .unwritable(path: path(bucket), reason: error.systemReason)
            }
            // Keeps no capacity: the buckets' sizes differ, and memory is what this is about.
            buffers[bucket] = []
        }
        bufferedBytes = 0
    }
}
