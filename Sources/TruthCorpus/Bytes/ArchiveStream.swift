import CLibArchive

/// An archive's members one after another, or what a compressed file holds, through libarchive.
///
/// The one place that touches libarchive's pointers.
@safe final class ArchiveStream {
    enum Kind: Sendable {
        case zip, tar
        /// One file, compressed with zst, bz2 or xz.
        case compressed
    }

    /// What an archive says of a member.
    struct Member {
        var name: String
        var isFile: Bool
        var isEncrypted: Bool
    }

    let place: String
    private let archive: OpaquePointer
    private let input: ArchiveInput
    private let budget: UnpackingBudget

    /// - Throws: `CorpusError.unreadable`.
    init(_ source: any ByteSource, kind: Kind, budget: UnpackingBudget) throws {
        place = source.place
        self.budget = budget
        guard let archive = unsafe archive_read_new() else {
            throw CorpusError.unreadable(path: source.place, reason: "libarchive can't be started; memory is short")
        }
        unsafe self.archive = archive
        input = ArchiveInput(source)
        unsafe Self.choose(kind, for: archive)
        let client = unsafe Unmanaged.passUnretained(input).toOpaque()
        if source is any SeekableBytes { unsafe archive_read_set_seek_callback(archive, seekInput) }
        // `input` is kept by this object, which frees the archive before it lets go of it.
        guard unsafe archive_read_open2(archive, client, nil, readInput, skipInput, nil) >= ARCHIVE_WARN else { throw failure }
    }

    deinit {
        // The pointer came from archive_read_new and is freed only here.
        unsafe archive_read_free(archive)
    }

    private static func choose(_ kind: Kind, for archive: OpaquePointer) {
        switch kind {
        case .zip: unsafe archive_read_support_format_zip(archive)
        case .tar: unsafe archive_read_support_format_tar(archive)
        case .compressed:
            unsafe archive_read_support_filter_zstd(archive)
            unsafe archive_read_support_filter_bzip2(archive)
            unsafe archive_read_support_filter_xz(archive)
            unsafe archive_read_support_format_raw(archive)
            unsafe archive_read_support_format_empty(archive)
        }
    }

    var storedBytesRead: Int { input.source.storedBytesRead }

    /// The next member, or `nil` behind the last. What wasn't read of the one before is passed over.
    ///
    /// - Throws: `CorpusError.unreadable`.
    func nextMember() throws -> Member? {
        var entry: OpaquePointer?
        // The entry belongs to the archive and lives until the next call; everything is copied from it here.
        let code = unsafe archive_read_next_header(archive, &entry)
        if code == ARCHIVE_EOF { return nil }
        guard code >= ARCHIVE_WARN, let entry = unsafe entry else { throw failure }
        return unsafe Member(
            name: Self.name(of: entry), isFile: archive_entry_filetype(entry) & 0o170000 == 0o100000 && archive_entry_hardlink(entry) == nil,
            isEncrypted: archive_entry_is_encrypted(entry) != 0)
    }

    /// At most `count` more bytes of the current member; empty at its end.
    ///
    /// - Throws: `CorpusError.unreadable`, also for wrong check sums; `CorpusError.unpacksToTooMuch`.
    func read(upTo count: Int) throws -> [UInt8] {
        var code = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            // The buffer has room for `count` bytes, and the call returns how many of them it wrote.
            code = unsafe archive_read_data(archive, buffer.baseAddress, count)
            initialized = max(0, code)
        }
        guard code >= 0 else { throw failure }
        try budget.spend(bytes.count, place: place)
        return bytes
    }

    /// Names in UTF-8 where the archive says so or they happen to be; other bytes become U+FFFD.
    private static func name(of entry: OpaquePointer) -> String {
        guard let name = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry) else { return "" }
        return unsafe String(cString: name)
    }

    /// What the source threw, else what libarchive says.
    private var failure: any Error {
        if let error = input.error { return error }
        let message = unsafe archive_error_string(archive).map { unsafe String(cString: $0) }
        return CorpusError.unreadable(path: place, reason: message ?? "the archive is damaged, or ends too early")
    }
}

/// What libarchive's calls back find: the source, and a buffer that stays in place until the next call.
@safe private final class ArchiveInput {
    let source: any ByteSource
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
    private static let byteCount = 1 << 18
    var error: (any Error)?

    init(_ source: any ByteSource) { self.source = source }
    deinit { unsafe buffer.deallocate() }

    func fill() -> Int {
        do {
            let bytes = try source.read(upTo: Self.byteCount)
            // `bytes` is no longer than the buffer.
            unsafe buffer.copyBytes(from: bytes)
            return bytes.count
        } catch {
            self.error = error
            return Int(ARCHIVE_FATAL)
        }
    }

    /// Each call back gets the object that was passed to archive_read_open2, which outlives the archive.
    static func from(_ client: UnsafeMutableRawPointer?) -> ArchiveInput {
        unsafe Unmanaged<ArchiveInput>.fromOpaque(client!).takeUnretainedValue()
    }
}

private func readInput(_ archive: OpaquePointer?, _ client: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    let input = unsafe ArchiveInput.from(client)
    unsafe buffer!.pointee = UnsafeRawPointer(input.buffer.baseAddress)
    return input.fill()
}

private func skipInput(_ archive: OpaquePointer?, _ client: UnsafeMutableRawPointer?, _ request: Int64) -> Int64 {
    guard let source = unsafe ArchiveInput.from(client).source as? any SeekableBytes else { return 0 }
    let skipped = min(Int(request), max(0, source.byteCount - source.offset))
    source.offset += skipped
    return Int64(skipped)
}

private func seekInput(_ archive: OpaquePointer?, _ client: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32) -> Int64 {
    guard let source = unsafe ArchiveInput.from(client).source as? any SeekableBytes else { return Int64(ARCHIVE_FATAL) }
    let base = whence == 0 ? 0 : whence == 1 ? source.offset : source.byteCount
    let (place, overflows) = base.addingReportingOverflow(Int(offset))
    guard !overflows, place >= 0 else { return Int64(ARCHIVE_FATAL) }
    source.offset = min(place, source.byteCount)
    return Int64(source.offset)
}

/// The current member of an archive, as a source.
final class MemberBytes: ByteSource {
    let place: String
    private let archive: ArchiveStream

    init(of archive: ArchiveStream, place: String) {
        self.archive = archive
        self.place = place
    }

    var storedBytesRead: Int { archive.storedBytesRead }
    func read(upTo count: Int) throws -> [UInt8] { try archive.read(upTo: count) }
}
