/// Bytes in their order: a file's, an archive member's, or what another source becomes when it is unpacked or converted.
protocol ByteSource: AnyObject {
    /// What messages call it.
    var place: String { get }

    /// How much of the file underneath has been taken in, in bytes as stored.
    var storedBytesRead: Int { get }

    /// At most `count` more bytes, and at least one; empty at the end.
    ///
    /// - Throws: `CorpusError`, when the disk or what is packed fails. Data that end too early are a failure, not an end.
    func read(upTo count: Int) throws -> [UInt8]
}

/// Bytes that can be taken from any place: those of a file on a disk.
protocol SeekableBytes: ByteSource {
    var byteCount: Int { get }
    /// The place of the next byte to be read.
    var offset: Int { get set }
}
