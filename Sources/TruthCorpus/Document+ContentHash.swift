import Crypto
public import Foundation

extension Document {
    /// The SHA-256 of everything but the identity and the raw record's hash, 32 bytes: equal exactly when a re-import brings nothing new.
    ///
    /// Each field is preceded by its length, so that no two documents share the hashed bytes.
    public var contentHash: Data {
        var hash = SHA256()
        let written = created.map { String($0.timeIntervalSince1970) }
        let fields = [title, text, source, author, written, url, licence, language, replyTo] + aliases.map(Optional.some)
        for field in fields {
            let bytes = Array((field ?? "").utf8)
            hash.update(data: Array("\(field == nil ? -1 : bytes.count):".utf8))
            hash.update(data: bytes)
        }
        return Data(hash.finalize())
    }

    /// The SHA-256 of a record as it stands in its file, 32 bytes.
    package static func hash(of bytes: some DataProtocol) -> Data { Data(SHA256.hash(data: bytes)) }

    /// The SHA-256 of pieces that `next` gives, until one is empty.
    static func hash(pieces next: () throws -> [UInt8]) rethrows -> Data {
        var hash = SHA256()
        while true {
            let piece = try next()
            if piece.isEmpty { return Data(hash.finalize()) }
            hash.update(data: piece)
        }
    }

    /// The first 16 bytes of the SHA-256 of `text`, in hexadecimal: an identity for what has no other.
    package static func shortHash(of text: String, digits: Int = 32) -> String {
        let hexadecimal = Array("0123456789abcdef")
        return String(SHA256.hash(data: Array(text.utf8)).prefix(digits / 2).flatMap { byte in
            [hexadecimal[Int(byte >> 4)], hexadecimal[Int(byte & 15)]]
        })
    }
}
