import Foundation

/// Writes an ``IndexFile``: beside its place first, then it takes the name, so that no half file is ever found there.
struct IndexFileWriter {
    private let magic: String
    private let version: UInt32
    private var sections: [(name: String, bytes: [UInt8])] = []

    /// - Precondition: `magic` has 8 bytes.
    init(magic: String, version: UInt32) {
        precondition(magic.utf8.count == 8, "IndexFileWriter: magic \(magic)")
        self.magic = magic
        self.version = version
    }

    /// - Precondition: `name` has at most 32 bytes.
    mutating func add(_ name: String, _ bytes: [UInt8]) {
        precondition(name.utf8.count <= 32, "IndexFileWriter: name \(name)")
        sections.append((name, bytes))
    }

    mutating func add<Value: BitwiseCopyable>(_ name: String, _ values: [Value]) {
        // Plain numbers have no padding, so every byte of the array is initialised.
        add(name, unsafe values.withUnsafeBytes { unsafe [UInt8]($0) })
    }

    /// The whole file.
    func encoded() -> [UInt8] {
        var bytes = header()
        for section in sections {
            bytes += Array(repeating: 0, count: (64 - bytes.count % 64) % 64)
            bytes += section.bytes
        }
        return bytes
    }

    private func header() -> [UInt8] {
        var offset = IndexFile.headerLength + sections.count * IndexFile.entryLength
        var table: [UInt8] = []
        for section in sections {
            offset = (offset + 63) / 64 * 64
            table += Array(section.name.utf8) + Array(repeating: 0, count: 32 - section.name.utf8.count)
            table += UInt64(offset).littleEndianBytes + UInt64(section.bytes.count).littleEndianBytes
            table += Checksum.of(section.bytes).littleEndianBytes
            offset += section.bytes.count
        }
        var header = Array(magic.utf8) + version.littleEndianBytes + UInt32(sections.count).littleEndianBytes
        header += UInt64(offset).littleEndianBytes
        header += (Checksum.of(header) ^ Checksum.of(table) &* 3).littleEndianBytes
        return header + table
    }

    /// Writes the file and syncs it before it takes the place of the one at `path`.
    ///
    /// - Throws: ``IndexError/notWritable(path:reason:)``.
    func write(to path: String) throws {
        Self.removeLeftovers(besides: path)
        let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))"
        do {
            try writeContent(to: partial)
        } catch {
            // What couldn't be finished is of no use; the reason is in the error.
            try? FileManager.default.removeItem(atPath: partial)
            throw IndexError.notWritable(path: path, reason: (error as NSError).localizedDescription)
        }
        // Both paths are Swift strings, lent to the call as C strings.
        guard unsafe rename(partial, path) == 0 else {
            let reason = "it can't be given its name (error \(errno))"
            try? FileManager.default.removeItem(atPath: partial)
            throw IndexError.notWritable(path: path, reason: reason)
        }
        try DurableFolder.sync(of: path)
    }

    /// Removes what processes that no longer run left half-written.
    private static func removeLeftovers(besides path: String) {
        let folder = (path as NSString).deletingLastPathComponent, start = (path as NSString).lastPathComponent + ".partial-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        for name in names where name.hasPrefix(start) {
            guard let process = Int32(name.dropFirst(start.count).prefix { $0 != "-" }), kill(process, 0) != 0, errno == ESRCH else { continue }
            // What can't be removed now will be tried again.
            try? FileManager.default.removeItem(atPath: (folder.isEmpty ? "." : folder) + "/" + name)
        }
    }

    private func writeContent(to partial: String) throws {
        try Data().write(to: URL(filePath: partial))
        let file = try FileHandle(forWritingTo: URL(filePath: partial))
        defer { try? file.close() }
        let header = header()
        try file.write(contentsOf: Data(header))
        var offset = header.count
        for section in sections {
            let padding = (64 - offset % 64) % 64
            try file.write(contentsOf: Data(count: padding))
            try file.write(contentsOf: Data(section.bytes))
            offset += padding + section.bytes.count
        }
        try file.synchronize()
    }
}

/// The folder of a file, whose list of names has to reach the disk too.
enum DurableFolder {
    /// - Throws: ``IndexError/notWritable(path:reason:)``.
    static func sync(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        // The path is a Swift string, lent to the call as a C string.
        let descriptor = unsafe open(folder.isEmpty ? "." : folder, O_RDONLY)
        guard descriptor >= 0 else { throw IndexError.notWritable(path: path, reason: "its folder can't be opened (error \(errno))") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw IndexError.notWritable(path: path, reason: "its folder can't be synced (error \(errno))") }
    }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] {
        (0..<bitWidth / 8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
    }
}
