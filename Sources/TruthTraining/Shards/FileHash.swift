import Crypto
import Foundation

/// The SHA-256 of files, read in pieces.
enum FileHash {
    /// - Returns: The hash of the files' bytes, one after the other, in hexadecimal.
    static func sha256(of paths: [String]) throws -> String {
        var hash = SHA256()
        for path in paths {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
        }
        return hash.finalize().hexadecimal
    }
}
