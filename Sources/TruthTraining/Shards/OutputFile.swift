import Crypto
import Foundation

/// A new file that is written from front to back and hashed meanwhile.
struct OutputFile {
    private static let bufferBytes = 1 << 20

    let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var hash = SHA256()
    private(set) var byteCount = 0
    private let room: DiskRoom

    /// Makes the file, or empties it.
    init(path: String, room: DiskRoom) throws(ShardError) {
        self.path = path
        self.room = room
        guard FileManager.default.createFile(atPath: path, contents: nil), let handle = FileHandle(forWritingAtPath: path) else {
            throw .unwritable(path: path, reason: "the file can't be made")
        }
        self.handle = handle
        buffer.reserveCapacity(Self.bufferBytes)
    }

    mutating func write(_ bytes: some Collection<UInt8>) throws(ShardError) {
        buffer.append(contentsOf: bytes)
        byteCount += bytes.count
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Brings everything to the disk.
    ///
    /// - Returns: The SHA-256 of the file, in hexadecimal.
    mutating func finish() throws(ShardError) -> String {
        try flush()
        do {
            try handle.synchronize()
            try handle.close()
        } catch {
            throw .unwritable(path: path, reason: error.systemReason)
        }
        return hash.finalize().hexadecimal
    }

    private mutating func flush() throws(ShardError) {
        hash.update(data: buffer)
        try room.take(buffer.count, for: path)
        do {
            try handle.write(contentsOf: Data(buffer))
        } catch {
            throw .unwritable(path: path, reason: error.systemReason)
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

extension Sequence<UInt8> {
    /// Two digits a byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension Error {
    /// What the system says, such as "No space left on device".
    var systemReason: String {
        let underlying = (self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
        return (underlying ?? self).localizedDescription.replacing("The operation could not be completed. ", with: "")
    }
}
