import Crypto
import Foundation

/// Names that stand for others: the same name always for the same one, and no way back without the key.
package struct Pseudonyms: Sendable {
    private let key: SymmetricKey

    package static let leastKeyCharacters = 16

    /// - Parameter secret: At least 16 characters, kept apart from the corpus.
    package init(secret: String) {
        key = SymmetricKey(data: SHA256.hash(data: Array(secret.utf8)))
    }

    /// `user_` and 12 hexadecimal digits of the HMAC-SHA-256 of the name in lower case, without its `@`.
    package func pseudonym(of name: String) -> String {
        let plain = name.lowercased().drop { $0 == "@" }
        let code = HMAC<SHA256>.authenticationCode(for: Array(plain.utf8), using: key)
        return "user_" + code.prefix(6).map { String(format: "%02x", $0) }.joined()
    }
}
