import Foundation

/// The files that a path stands for, in the order in which they are read.
struct FileList {
    struct Item {
        var path: String
        /// Relative to the root; a single file's own name.
        var name: String
        var byteCount: Int
    }

    /// The path with links resolved.
    let root: String
    let isFolder: Bool
    let items: [Item]

    /// - Throws: `CorpusError.notFound` or `.unreadable`.
    init(path: String) throws {
        root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: root) else { throw CorpusError.notFound(path: path) }
        isFolder = Self.type(of: root) == .typeDirectory
        if isFolder {
            var found: [Item] = []
            try Self.collect(folder: root, prefix: "", into: &found)
            items = Self.withoutSecondHalves(found)
        } else {
            items = [Item(path: path, name: (path as NSString).lastPathComponent, byteCount: Self.size(of: root))]
        }
    }

    private static func collect(folder: String, prefix: String, into found: inout [Item]) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw CorpusError.unreadable(path: folder, reason: error.localizedDescription)
        }
        for name in names where !name.hasPrefix(".") {
            let path = folder + "/" + name
            if type(of: path) == .typeDirectory {
                try collect(folder: path, prefix: prefix + name + "/", into: &found)
            } else {
                found.append(Item(path: path, name: prefix + name, byteCount: size(of: path)))
            }
        }
    }

    /// A dictionary consists of two files and is read once, through its text.
    private static func withoutSecondHalves(_ items: [Item]) -> [Item] {
        let paths = Set(items.map(\.path))
        return items.filter { item in
            guard item.path.hasSuffix(DictionaryReader.indexEnding) else { return true }
            let stem = DictionaryReader.stem(of: item.path)
            return !DictionaryReader.textEndings.contains { paths.contains(stem + $0) }
        }
    }

    /// Of the path itself: a link is a link. `nil` when it can't be told; opening the file then says why.
    private static func type(of path: String) -> FileAttributeType? {
        try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    }

    /// 0 when it can't be told; opening the file then says why.
    private static func size(of path: String) -> Int {
        let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        return (try? FileManager.default.attributesOfItem(atPath: resolved)[.size] as? Int) ?? 0
    }
}
