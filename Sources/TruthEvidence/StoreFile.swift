import Foundation

/// What can be told of a database file before SQLite opens it.
enum StoreFile {
    /// Finds a file that was cut off inside a page. SQLite itself notices only missing pages, fills up a page that is cut, and takes a
    /// file of a few bytes for a new one.
    ///
    /// - Throws: `EvidenceError.damaged`.
    static func check(_ path: String) throws {
        // A write-ahead log may hold the rest of the last page; SQLite then puts it there.
        guard size(path + "-wal") == 0 else { return }
        let byteCount = size(path)
        if byteCount == 0 { return }
        guard byteCount >= 512 else { throw EvidenceError.damaged(path: path, reason: "the file has only \(byteCount) bytes") }
        guard let pageSize = pageSize(path), byteCount % pageSize != 0 else { return }
        throw EvidenceError.damaged(path: path, reason: "the file ends inside a page, at byte \(byteCount)")
    }

    /// 0 when there is no such file.
    private static func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// Bytes 16 and 17 of the header, big-endian; 1 stands for 65,536. `nil` when this is no database, which SQLite will say.
    private static func pageSize(_ path: String) -> Int? {
        guard let file = FileHandle(forReadingAtPath: path), let header = try? file.read(upToCount: 18), header.count == 18,
            header.starts(with: Array("SQLite format 3\0".utf8))
        else { return nil }
        let size = Int(header[16]) << 8 | Int(header[17])
        return size == 1 ? 65_536 : size >= 512 ? size : nil
    }
}
