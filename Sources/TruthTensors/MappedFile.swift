#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file mapped read-only into memory; its pages are loaded when touched and shared between processes.
///
/// `@unchecked Sendable`: the mapping is never written and lives as long as the object. Another program that shortens the
/// file meanwhile makes the next touch of the missing part a bus error, as with every mapped file.
@safe
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let byteCount: Int
    package let base: UnsafeRawPointer

    /// Maps the whole file at `path`.
    ///
    /// - Throws: ``TensorError`` if it can't be opened, is a directory, not a regular file, or empty.
    public init(path: String) throws(TensorError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, reason: Self.systemMessage()) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: Self.systemMessage()) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: throw .isDirectory(path: path)
        default: throw .notARegularFile(path: path)
        }
        guard status.st_size > 0 else { throw .emptyFile(path: path) }
        byteCount = Int(status.st_size)
        // The result is checked against MAP_FAILED (all bits set) before use.
        let mapping = unsafe mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0)
        guard let mapping = unsafe mapping, unsafe mapping != UnsafeMutableRawPointer(bitPattern: -1) else {
            throw .unreadable(path: path, reason: Self.systemMessage())
        }
        unsafe base = UnsafeRawPointer(mapping)
        self.path = path
    }

    deinit {
        // Nobody can hold the bytes without holding this object.
        unsafe munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
    }

    /// Lends all bytes to `body`.
    public func withBytes<R, E: Error>(_ body: (RawSpan) throws(E) -> R) throws(E) -> R {
        // The object, and with it the mapping, outlives the call.
        let span = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
        return try body(span)
    }

    /// A copy of some bytes.
    package func bytes(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "MappedFile: bytes \(range) of \(byteCount)")
        // In bounds by the check above.
        return unsafe Array(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }

    private static func systemMessage() -> String {
        // strerror's text is read before any other call can change it.
        unsafe String(cString: strerror(errno))
    }
}
