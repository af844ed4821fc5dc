import Crypto
import Foundation
import TruthCorpus

/// The secret under which forgotten documents are remembered: without it nobody can tell from a mark what was forgotten, and with it
/// only by trying texts.
struct ForgetKey: Sendable {
    private let bytes: Data

    /// A new one: 256 random bits.
    init() {
        var generator = SystemRandomNumberGenerator()
        bytes = Data((0..<Self.byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(bytes: Data) { self.bytes = bytes }

    /// HMAC-SHA-256 of `text`, 32 bytes; `kind` keeps identities, texts and raw records apart.
    func mark(_ kind: Kind, _ text: some DataProtocol) -> Data {
        var code = HMAC<SHA256>(key: SymmetricKey(data: bytes))
        code.update(data: [kind.rawValue])
        code.update(data: text)
        return Data(code.finalize())
    }

    enum Kind: UInt8 {
        case identity = 1
        /// The author and the text, so that the same words of somebody else stay welcome.
        case content = 2
        case rawHash = 3
        /// Shows that a key is the one that marks were made with.
        case proof = 4
    }

    /// The marks of a document: any of them brings it back to mind.
    func marks(of document: Document) -> [Data] {
        var marks = [
            mark(.identity, Data(document.identity.utf8)),
            mark(.content, Data("\(document.author ?? "")\u{1F}\(document.text)".utf8)),
        ]
        if let hash = document.rawHash { marks.append(mark(.rawHash, hash)) }
        return marks
    }

    /// Kept in the store beside the marks.
    var proof: Data { mark(.proof, Data()) }

    // MARK: The file

    static let byteCount = 32

    /// The key in the file at `path`, or `nil` when there is no such file.
    init?(contentsOf path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw EvidenceError.forgetKeyUnusable(path: path, reason: error.localizedDescription)
        }
        guard bytes.count == Self.byteCount else {
            throw EvidenceError.forgetKeyUnusable(path: path, reason: "it has \(bytes.count) bytes instead of \(Self.byteCount)")
        }
        self.init(bytes: bytes)
    }

    /// Writes the key to `path`, readable by its owner only, whole or not at all.
    func write(to path: String) throws {
        let partial = path + ".partial"
        let files = FileManager.default
        do {
            if files.fileExists(atPath: partial) { try files.removeItem(atPath: partial) }
            guard files.createFile(atPath: partial, contents: nil, attributes: [.posixPermissions: 0o600]),
                let file = FileHandle(forWritingAtPath: partial)
            else { throw EvidenceError.fileNotWritable(path: path, reason: "it can't be made") }
            try file.write(contentsOf: bytes)
            try file.synchronize()
            try file.close()
            try files.moveItem(atPath: partial, toPath: path)
        } catch let error as EvidenceError {
            throw error
        } catch {
            throw EvidenceError.fileNotWritable(path: path, reason: error.localizedDescription)
        }
    }
}
