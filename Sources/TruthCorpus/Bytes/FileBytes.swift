import Foundation

/// The bytes of a file on a disk, or of standard input.
///
/// The one place that calls the system's functions for files.
final class FileBytes: SeekableBytes {
    let place: String
    /// 0 for what isn't a file on a disk.
    let byteCount: Int
    var offset = 0
    private let descriptor: Descriptor

    /// Closes itself. Several readers may share one, each with an offset of its own.
    final class Descriptor {
        let number: Int32
        init(_ number: Int32) { self.number = number }
        deinit { close(number) }
    }

    private init(_ descriptor: Descriptor, place: String) {
        self.descriptor = descriptor
        self.place = place
        var status = stat()
        // The structure is filled in by the call and lives on this stack.
        let isKnown = unsafe fstat(descriptor.number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        byteCount = isKnown ? Int(status.st_size) : 0
        isOnDisk = isKnown
    }

    /// False for pipes and terminals, which can only be read once, in order.
    let isOnDisk: Bool

    /// - Throws: `CorpusError.unreadable`.
    convenience init(path: String, place: String) throws {
        let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { throw CorpusError.unreadable(path: place, reason: Self.reason) }
        self.init(Descriptor(number), place: place)
    }

    /// Standard input, through a copy of its descriptor, so that it stays open.
    ///
    /// - Throws: `CorpusError.unreadable`.
    static func standardInput() throws -> FileBytes {
        let number = dup(0)
        guard number >= 0 else { throw CorpusError.unreadable(path: "standard input", reason: reason) }
        return FileBytes(Descriptor(number), place: "standard input")
    }

    /// A second reader of the same file, at its start.
    func again(place: String? = nil) -> FileBytes { FileBytes(descriptor, place: place ?? self.place) }

    /// For a child process. Its offset is the file's own, which only `rewound` moves.
    func rewound() -> FileHandle {
        lseek(descriptor.number, 0, SEEK_SET)
        return FileHandle(fileDescriptor: descriptor.number, closeOnDealloc: false)
    }

    var storedBytesRead: Int { offset }

    func read(upTo count: Int) throws -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // The buffer has room for `count` bytes, and both calls return how many of them they wrote.
            let read = unsafe isOnDisk
                ? pread(descriptor.number, buffer.baseAddress, count, off_t(offset)) : Foundation.read(descriptor.number, buffer.baseAddress, count)
            failed = read < 0
            initialized = max(0, read)
        }
        if failed { throw CorpusError.unreadable(path: place, reason: Self.reason) }
        offset += bytes.count
        return bytes
    }

    /// A file without a name that holds all that is left of `source`; it is gone when its last reader is, and when the program ends.
    ///
    /// - Throws: `CorpusError`, also when the disk is full.
    static func temporary(_ source: any ByteSource) throws -> FileBytes {
        let folder = FileManager.default.temporaryDirectory.path
        var name = Array("\(folder)/truthgpt-XXXXXX".utf8CString)
        // The template ends with a zero and is changed in place.
        let number = unsafe mkstemp(&name)
        guard number >= 0 else { throw CorpusError.unreadable(path: folder, reason: reason) }
        let descriptor = Descriptor(number)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        unsafe unlink(name)
        while true {
            let bytes = try source.read(upTo: PeekedBytes.headSize)
            if bytes.isEmpty { return FileBytes(descriptor, place: source.place) }
            try write(bytes[...], to: number, folder: folder)
        }
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to number: Int32, folder: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            // The bytes stay where they are during the call.
            let written = unsafe rest.withUnsafeBytes { unsafe Foundation.write(number, $0.baseAddress, $0.count) }
            guard written > 0 else { throw CorpusError.unreadable(path: "a temporary file in \(folder)", reason: reason) }
            rest = rest.dropFirst(written)
        }
    }

    /// The message lives until the next call of strerror, and is copied before.
    private static var reason: String { unsafe String(cString: strerror(errno)) }
}
