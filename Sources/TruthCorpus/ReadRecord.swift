public import Foundation

/// What reading yields, record by record: a document, or why there is none.
public enum ReadRecord: Sendable, Hashable {
    case document(Document)
    case rejected(RejectedRecord)
}

/// A record that was set aside; reading goes on after it.
public struct RejectedRecord: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The path, or `standard input`.
    public var file: String
    /// The line of a line-based format or the number of the entry, counted from 1; `nil` when the whole file was set aside.
    public var record: Int?
    /// The offset of the fault in the (uncompressed) file, in bytes, where it is known.
    public var byteOffset: Int?
    public var reason: String
    /// The SHA-256 of the record as it stands in its file, 32 bytes; `nil` where there is no record, or none that could be held.
    public var rawHash: Data?

    public init(file: String, record: Int? = nil, byteOffset: Int? = nil, reason: String, rawHash: Data? = nil) {
        self.file = file
        self.record = record
        self.byteOffset = byteOffset
        self.reason = reason
        self.rawHash = rawHash
    }

    public var description: String {
        var place = file
        if let record { place += ", record \(record)" }
        if let byteOffset { place += ", byte \(byteOffset)" }
        return "\(place): \(reason)"
    }
}
