import CZlib

/// What gzip (and so dictzip) holds, its check sums verified; several members one after another are one.
///
/// The one place that touches zlib's pointers.
@safe final class GzipBytes: ByteSource {
    private let source: any ByteSource
    private let budget: UnpackingBudget
    private let stream: UnsafeMutablePointer<z_stream>
    private var input: [UInt8] = []
    private var inputStart = 0
    /// Between members, where the data may end.
    private var isBetweenMembers = false

    init(_ source: any ByteSource, budget: UnpackingBudget) throws {
        self.source = source
        self.budget = budget
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        // 15 bits of window, and 16 for gzip's frame.
        guard unsafe inflateInit2_(stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw CorpusError.unreadable(path: source.place, reason: "zlib can't be started; memory is short")
        }
    }

    deinit {
        // Both are undone once, in the reverse order of `init`.
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    var place: String { source.place }
    var storedBytesRead: Int { source.storedBytesRead }

    func read(upTo count: Int) throws -> [UInt8] {
        while true {
            if inputStart == input.count {
                input = try source.read(upTo: PeekedBytes.headSize)
                inputStart = 0
                if input.isEmpty {
                    if isBetweenMembers { return [] }
                    throw CorpusError.unreadable(path: place, reason: "the compressed data end too early")
                }
            }
            if isBetweenMembers { try beginMember() }
            let bytes = try inflate(upTo: count)
            if !bytes.isEmpty {
                try budget.spend(bytes.count, place: place)
                return bytes
            }
        }
    }

    private func beginMember() throws {
        // Padding with zeros, as tapes have it, is no member.
        while inputStart < input.count, input[inputStart] == 0 { inputStart += 1 }
        guard inputStart < input.count else { return }
        guard input[inputStart] == 0x1F else {
            throw CorpusError.unreadable(path: place, reason: "bytes that are not gzip follow the compressed data")
        }
        unsafe inflateReset(stream)
        isBetweenMembers = false
    }

    private func inflate(upTo count: Int) throws -> [UInt8] {
        guard inputStart < input.count else { return [] }
        var code = Z_OK
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { output, initialized in
            unsafe input.withUnsafeMutableBufferPointer { input in
                // Both buffers outlive the call, and zlib keeps neither: what is left is told by the counts.
                unsafe stream.pointee.next_in = input.baseAddress! + inputStart
                unsafe stream.pointee.avail_in = UInt32(input.count - inputStart)
                unsafe stream.pointee.next_out = output.baseAddress
                unsafe stream.pointee.avail_out = UInt32(count)
                code = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
                inputStart = unsafe input.count - Int(stream.pointee.avail_in)
                initialized = unsafe count - Int(stream.pointee.avail_out)
            }
        }
        if code == Z_STREAM_END { isBetweenMembers = true }
        guard [Z_OK, Z_STREAM_END, Z_BUF_ERROR].contains(code) else {
            let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "zlib's error \(code)"
            throw CorpusError.unreadable(path: place, reason: "the compressed data are damaged (\(reason))")
        }
        return bytes
    }
}
