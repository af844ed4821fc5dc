import CZlib
import Foundation

/// A file read from its start to its end; gzip (and so dictzip) is inflated, anything else passes as it is.
///
/// The one place that touches zlib's pointers.
@safe final class CompressedFile {
    let path: String
    private let handle: gzFile

    /// Opens `path`.
    ///
    /// - Throws: `CorpusError.unreadable`.
    init(path: String) throws {
        guard let handle = unsafe gzopen(path, "rb") else {
            // The message lives until the next call of strerror, and is copied before.
            throw CorpusError.unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
        }
        self.path = path
        unsafe self.handle = handle
        unsafe gzbuffer(handle, 1 << 17)
    }

    /// Standard input, through a copy of its descriptor so that closing leaves it open.
    ///
    /// - Throws: `CorpusError.unreadable`.
    static func standardInput() throws -> CompressedFile {
        try CompressedFile(path: "/dev/stdin")
    }

    deinit {
        // The pointer came from gzopen and is closed only here.
        unsafe gzclose(handle)
    }

    /// The bytes taken from the file so far, as they are stored (compressed or not).
    var storedBytesRead: Int { Int(unsafe max(0, gzoffset(handle))) }

    /// Up to `count` more bytes; empty at the end.
    ///
    /// - Throws: `CorpusError.unreadable` when the disk or the compressed data fail, truncated data included.
    func read(upTo count: Int) throws -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // The buffer has room for `count` bytes, and gzread returns how many of them it wrote.
            let read = unsafe gzread(handle, buffer.baseAddress, UInt32(count))
            failed = read < 0
            initialized = max(0, Int(read))
        }
        if failed || bytes.count < count { try throwPendingError() }
        return bytes
    }

    /// zlib reports truncated data only through `gzerror`, after it has handed out what there was.
    private func throwPendingError() throws {
        var code: Int32 = 0
        guard let message = unsafe gzerror(handle, &code), code != Z_OK, code != Z_STREAM_END else { return }
        let reason = code == Z_BUF_ERROR ? "the compressed data end too early" : unsafe String(cString: message)
        throw CorpusError.unreadable(path: path, reason: reason)
    }
}
