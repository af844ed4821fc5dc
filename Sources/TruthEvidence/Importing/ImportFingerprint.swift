import Crypto
import Foundation

/// Tells whether a file or a folder is still what it was, without reading it: names, sizes, times of change and file numbers.
struct ImportFingerprint: Hashable {
    /// SHA-256, 32 bytes.
    let bytes: Data

    /// - Returns: `nil` when `path` can't be looked at; reading it then says why.
    init?(path: String) {
        let root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        var hash = SHA256()
        guard let state = Self.state(of: root) else { return nil }
        hash.update(data: Data(state.utf8))
        for name in Self.names(around: root) {
            // Something that vanished meanwhile will be missed by the reader, too.
            guard let state = Self.state(of: name) else { continue }
            hash.update(data: Data("\(name)\0\(state)\0".utf8))
        }
        bytes = Data(hash.finalize())
    }

    /// Everything in a folder; of a file, its neighbours of the same stem, because a dictionary consists of two files.
    private static func names(around root: String) -> [String] {
        let files = FileManager.default
        if let below = files.enumerator(atPath: root), isFolder(root) {
            return below.compactMap { $0 as? String }.sorted().map { root + "/" + $0 }
        }
        let name = (root as NSString).lastPathComponent
        let folder = (root as NSString).deletingLastPathComponent
        guard let stem = name.split(separator: ".").first, let names = try? files.contentsOfDirectory(atPath: folder) else { return [] }
        return names.filter { $0.hasPrefix(stem + ".") }.sorted().map { folder + "/" + $0 }
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeDirectory
    }

    /// Size, time of the last change and file number, following links.
    private static func state(of path: String) -> String? {
        let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard let found = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        let size = (found[.size] as? NSNumber)?.int64Value ?? 0
        let changed = (found[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let number = (found[.systemFileNumber] as? NSNumber)?.int64Value ?? 0
        // A folder's own size and time change with hidden files, too; what counts is inside.
        return (found[.type] as? FileAttributeType) == .typeDirectory ? "folder" : "\(size) \(changed) \(number)"
    }
}
