import Crypto
import Foundation

/// The keys that open the API, as a file of hashes that only its owner may read.
///
/// A key is `tg-` and 32 random bytes, shown once when it is made. The file holds one line per key: name, SHA-256 of
/// the key in hexadecimal, day of creation. A key has 256 random bits, so a plain hash can't be guessed back and
/// needs no salt.
public struct APIKeys: Sendable, Hashable {
    /// A key as it is stored.
    public struct Entry: Sendable, Hashable {
        public var name: String
        /// SHA-256 of the key, 32 bytes.
        package var hash: [UInt8]
        /// The day it was made, such as 2026-11-22.
        public var created: String
    }

    /// The keys, oldest first.
    public private(set) var entries: [Entry]

    public init() {
        entries = []
    }

    /// The keys in the file at `path`; none when there is no such file.
    ///
    /// - Throws: ``ServerError`` when others may read the file, or a line of it isn't a key.
    public init(contentsOf path: String) throws {
        entries = []
        guard FileManager.default.fileExists(atPath: path) else { return }
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        guard mode & 0o077 == 0 else { throw ServerError.keyFileReadableByOthers(path: path, mode: mode) }
        let text = try String(contentsOfFile: path, encoding: .utf8)
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
            let words = line.split(separator: " ")
            guard words.count == 3, let hash = [UInt8](hexadecimal: words[1]), hash.count == SHA256.byteCount else {
                throw ServerError.damagedKeyFile(path: path, line: index + 1)
            }
            entries.append(Entry(name: String(words[0]), hash: hash, created: String(words[2])))
        }
    }

    /// A new key, which is returned here and never again: only its hash is kept.
    public mutating func generate(name: String, on date: Date = Date()) throws -> String {
        let isValid = (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(\.isKeyNameByte)
        guard isValid else { throw ServerError.invalidKeyName(name) }
        guard !entries.contains(where: { $0.name == name }) else {
            throw ServerError.keyNameTaken(name: name, path: "The key file")
        }
        var generator = SystemRandomNumberGenerator()
        let secret = Data((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        let key = "tg-" + secret.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        let day = date.formatted(.iso8601.year().month().day())
        entries.append(Entry(name: name, hash: Self.hash(key), created: day))
        return key
    }

    /// Forgets the key called `name`; returns whether there was one.
    public mutating func remove(name: String) -> Bool {
        let count = entries.count
        entries.removeAll { $0.name == name }
        return entries.count < count
    }

    /// Writes the hashes to `path`, readable by its owner only.
    public func write(to path: String) throws {
        let lines = entries.map { "\($0.name) \($0.hash.hexadecimal) \($0.created)\n" }.joined()
        let files = FileManager.default
        // A new file gets its mode before its content; writing atomically keeps the mode.
        guard files.fileExists(atPath: path) || files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw ServerError.cannotUseKeyFile(path: path, reason: "Can't write in this folder. Check that it exists and is yours.")
        }
        do {
            try Data(lines.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
            try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        } catch {
            throw ServerError.cannotUseKeyFile(path: path, reason: "Can't write the keys (\(error)).")
        }
    }

    /// The name of the key `candidate`, or `nil` when it is none of these.
    ///
    /// Every stored hash is compared, each in constant time, so that the time taken says nothing about the keys.
    package func name(of candidate: String) -> String? {
        let digest = SHA256.hash(data: Data(candidate.utf8))
        var name: String?
        for entry in entries where digest == entry.hash {
            name = entry.name
        }
        return name
    }

    private static func hash(_ key: String) -> [UInt8] {
        Array(SHA256.hash(data: Data(key.utf8)))
    }
}

extension UInt8 {
    fileprivate var isKeyNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}

extension [UInt8] {
    /// Two lower-case digits per byte.
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    fileprivate init?(hexadecimal text: Substring) {
        guard text.utf8.count.isMultiple(of: 2), text.allSatisfy(\.isHexDigit) else { return nil }
        self = []
        var rest = text
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
            append(byte)
            rest = rest.dropFirst(2)
        }
    }
}
