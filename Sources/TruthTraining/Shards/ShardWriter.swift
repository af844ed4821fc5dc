/// Writes the shards of one split, one after another.
struct ShardWriter {
    /// The files of the shard that is being written.
    private struct Current {
        var tokens: OutputFile
        var documents: OutputFile
        var shard: ShardManifest.Shard
    }

    private let split: ShardSplit
    private let folder: String
    private let tokensPerShard: Int
    private let room: DiskRoom
    private var current: Current?
    private var side = ShardManifest.Side()

    init(split: ShardSplit, folder: String, tokensPerShard: Int, room: DiskRoom) {
        self.split = split
        self.folder = folder
        self.tokensPerShard = tokensPerShard
        self.room = room
    }

    /// Appends a document; one that doesn't fit into the shard any more begins another.
    ///
    /// - Parameters:
    ///   - tokens: The ids as they are stored, the end token included.
    ///   - tokenCount: Their number.
    mutating func append(_ place: DocumentPlace, tokens: ArraySlice<UInt8>) throws(ShardError) {
        if let shard = current?.shard, shard.tokens + place.tokenCount > tokensPerShard { try finishShard() }
        var file: Current
        if let current { file = current } else { file = try begin() }
        // Taken out meanwhile: two owners would copy its buffer at each write.
        current = nil
        var place = place
        place.start = file.shard.tokens
        try file.tokens.write(tokens)
        try file.documents.write(Array(place.line.utf8))
        file.shard.tokens += place.tokenCount
        file.shard.documents += 1
        current = file
        side.documents += 1
        side.tokens += place.tokenCount
        side.textBytes += place.textBytes
    }

    /// Brings the last shard to the disk.
    mutating func finish() throws(ShardError) -> ShardManifest.Side {
        try finishShard()
        return side
    }

    private func begin() throws(ShardError) -> Current {
        let digits = String(side.shards.count)
        let name = split.rawValue + "-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        return Current(
            tokens: try OutputFile(path: "\(folder)/\(name).tokens", room: room),
            documents: try OutputFile(path: "\(folder)/\(name).documents", room: room),
            shard: ShardManifest.Shard(
                name: name, documents: 0, tokens: 0, tokensSHA256: "", documentsBytes: 0, documentsSHA256: ""))
    }

    private mutating func finishShard() throws(ShardError) {
        guard var file = current else { return }
        current = nil
        file.shard.tokensSHA256 = try file.tokens.finish()
        file.shard.documentsSHA256 = try file.documents.finish()
        file.shard.documentsBytes = file.documents.byteCount
        side.shards.append(file.shard)
    }
}
