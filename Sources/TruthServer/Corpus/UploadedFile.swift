import Foundation
import Synchronization

/// A file that a client sent, in a folder of its own; both go with this value.
final class UploadedFile: Sendable {
    let path: String
    private let folder: String
    private let handle: Mutex<FileHandle>

    /// Makes an empty file called `name` below `parent`.
    init(name: String, in parent: String) throws {
        folder = parent + "/" + UUID().uuidString
        path = folder + "/" + name
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]),
            let file = FileHandle(forWritingAtPath: path)
        else {
            // What can't be made can't be left behind, except for the empty folder.
            try files.removeItem(atPath: folder)
            throw CocoaError(.fileWriteUnknown)
        }
        handle = Mutex(file)
    }

    func append(_ bytes: Data) throws {
        try handle.withLock { try $0.write(contentsOf: bytes) }
    }

    deinit {
        // Whatever stays behind is removed when the server starts (see `removeLeftovers`), and by forgetting.
        handle.withLock { try? $0.close() }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Removes what a server that was killed left behind.
    static func removeLeftovers(in parent: String) throws {
        guard FileManager.default.fileExists(atPath: parent) else { return }
        try FileManager.default.removeItem(atPath: parent)
    }

    /// Whether `name` can be a file's name here: one part of a path, not hidden, without control characters.
    static func isValid(name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\\")
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
    }
}
