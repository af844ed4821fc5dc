import Foundation

/// The files that a path stands for, in the order in which they are read.
struct FileList: InputCollection {
    /// The path with links resolved.
    let root: String
    let isFolder: Bool
    let items: [InputFile]

    /// - Throws: `CorpusError.notFound` or `.unreadable`.
    init(path: String) throws {
        root = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        guard FileManager.default.fileExists(atPath: root) else { throw CorpusError.notFound(path: path) }
        isFolder = Self.type(of: root) == .typeDirectory
        if isFolder {
            var found: [InputFile] = []
            try Self.collect(folder: root, prefix: "", into: &found)
            items = Self.withoutSecondHalves(found)
        } else {
            items = [InputFile(path: path, name: (path as NSString).lastPathComponent, byteCount: Self.size(of: root))]
        }
    }

    /// A folder's own files, without what lies below: the neighbours of a file.
    init(besides path: String) throws {
        root = (URL(fileURLWithPath: path).resolvingSymlinksInPath().path as NSString).deletingLastPathComponent
        isFolder = true
        let folder = root
        items = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            InputFile(path: folder + "/" + $0, name: $0, byteCount: Self.size(of: folder + "/" + $0))
        }
    }

    var place: String { root }
    func names() -> [String] { items.map(\.name) }
    func cursor() -> any InputCursor { Cursor(items: items[...]) }

    private struct Cursor: InputCursor {
        var items: ArraySlice<InputFile>
        var storedBytesRead = 0
        var last = 0

        mutating func next() -> InputItem? {
            storedBytesRead += last
            guard let item = items.popFirst() else { return nil }
            last = item.byteCount
            return .file(item)
        }
    }

    private static func collect(folder: String, prefix: String, into found: inout [InputFile]) throws {
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
                found.append(InputFile(path: path, name: prefix + name, byteCount: size(of: path)))
            }
        }
    }

    /// A dictionary consists of two files and is read once, through its text.
    private static func withoutSecondHalves(_ items: [InputFile]) -> [InputFile] {
        let paths = Set(items.map(\.place))
        return items.filter { item in
            guard item.place.hasSuffix(DictionaryReader.indexEnding) else { return true }
            let stem = DictionaryReader.stem(of: item.place)
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
