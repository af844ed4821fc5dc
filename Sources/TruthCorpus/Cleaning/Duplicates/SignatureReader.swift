import Foundation

/// Reads a signature file, from its start to its end or by key; every block that is read is checked.
final class SignatureReader {
    let path: String
    let records: Int
    private let handle: FileHandle
    private var block: [UInt8] = []
    /// The number of the block at hand, or -1.
    private var blockNumber = -1
    private var nextRecord = 0

    /// - Throws: `CleaningError` when the file is missing, damaged or was made with other settings.
    init(path: String, settings: NearDuplicateSettings) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CleaningError.signaturesDamaged(path: path, reason: "it can't be opened")
        }
        self.path = path
        self.handle = handle
        let size = try Self.reading(path) { try handle.seekToEnd() }
        let header = try Self.bytes(handle, path, at: 0, count: SignatureFile.headerBytes)
        let stated = try SignatureFile.read(header: header, path: path, fileBytes: Int(size))
        guard stated.fingerprint == settings.fingerprint else {
            throw CleaningError.signaturesDiffer(path: path, found: "other settings", expected: "\(settings)")
        }
        records = stated.records
    }

    private var blocks: Int { (records + SignatureFile.recordsPerBlock - 1) / SignatureFile.recordsPerBlock }

    /// The next record in order, or `nil` at the end.
    ///
    /// - Throws: `CleaningError.signaturesDamaged`.
    func next() throws -> SignatureRecord? {
        guard nextRecord < records else { return nil }
        let record = try self.record(nextRecord)
        nextRecord += 1
        return record
    }

    /// The documents with `key`, in order.
    ///
    /// - Throws: `CleaningError.signaturesDamaged`.
    func documents(with key: UInt64) throws -> [UInt32] {
        var index = try lowerBound(of: key)
        var documents: [UInt32] = []
        while index < records {
            let record = try record(index)
            guard record.key == key else { break }
            documents.append(record.document)
            index += 1
        }
        return documents
    }

    /// The number of the first record whose key is not below `key`. Keys are evenly spread, so the first guess is near: a step or two of
    /// a few blocks, then halving.
    private func lowerBound(of key: UInt64) throws -> Int {
        var low = 0
        var high = records
        let guess = Int(key.multipliedFullWidth(by: UInt64(records)).high)
        var reach = SignatureFile.recordsPerBlock
        while low < high, reach < records {
            let (before, behind) = (max(0, guess - reach), min(records - 1, guess + reach))
            let isBefore = try before == 0 || record(before).key < key
            let isBehind = try behind == records - 1 || record(behind).key >= key
            if isBefore { low = before }
            if isBehind { high = min(high, behind + 1) }
            if isBefore && isBehind { break }
            reach *= 4
        }
        while low < high {
            let middle = (low + high) / 2
            if try record(middle).key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func record(_ index: Int) throws -> SignatureRecord {
        let number = index / SignatureFile.recordsPerBlock
        if number != blockNumber { try load(number) }
        // Spans are lent by values, not by objects that others may change meanwhile.
        let block = block
        return SignatureRecord(block.span, at: index % SignatureFile.recordsPerBlock * SignatureRecord.byteCount)
    }

    private func load(_ number: Int) throws {
        let count = min(SignatureFile.recordsPerBlock, records - number * SignatureFile.recordsPerBlock) * SignatureRecord.byteCount
        let bytes = try Self.bytes(handle, path, at: SignatureFile.headerBytes + number * SignatureFile.blockBytes, count: count + 8)
        guard bytes.count == count + 8, Self.holds(bytes.span, block: number) else {
            throw CleaningError.signaturesDamaged(path: path, reason: "the checksum of block \(number) does not hold")
        }
        block = bytes
        blockNumber = number
    }

    /// Whether the checksum at the end of a block is that of its records.
    private static func holds(_ bytes: Span<UInt8>, block: Int) -> Bool {
        let count = bytes.count - 8
        return SignatureFile.checksum(block: block, records: bytes.extracting(0..<count)) == bytes.word(at: count)
    }

    private static func bytes(_ handle: FileHandle, _ path: String, at offset: Int, count: Int) throws -> [UInt8] {
        try reading(path) {
            try handle.seek(toOffset: UInt64(offset))
            return Array(try handle.read(upToCount: count) ?? Data())
        }
    }

    private static func reading<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            throw CleaningError.signaturesDamaged(path: path, reason: error.localizedDescription)
        }
    }
}
