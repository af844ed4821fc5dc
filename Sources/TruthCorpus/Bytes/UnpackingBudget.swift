/// How much may still be unpacked from one file, so that an archive made to fill the memory or the disk is stopped.
///
/// Everything counts that any layer unpacks: the members of an archive, and again what is unpacked from those.
final class UnpackingBudget {
    private let ratio: Int
    private let total: Int
    private let storedByteCount: () -> Int
    private var spent = 0

    /// Below this, no ratio is too high: small files of repeated text are honest.
    static let freeBytes = 64 << 20

    /// - Parameter storedByteCount: The size of the file, or of what has been read of standard input.
    init(options: ReadingOptions, storedByteCount: @escaping () -> Int) {
        ratio = options.maximumUnpackingRatio
        total = options.maximumUnpackedBytes
        self.storedByteCount = storedByteCount
    }

    /// - Throws: `CorpusError.unpacksToTooMuch`.
    func spend(_ byteCount: Int, place: String) throws {
        spent += byteCount
        if spent > total {
            throw CorpusError.unpacksToTooMuch(path: place, reason: "more than \(total) bytes")
        }
        let allowed = max(Self.freeBytes, storedByteCount().multipliedReportingOverflow(by: ratio).partialValue)
        if spent > allowed {
            throw CorpusError.unpacksToTooMuch(path: place, reason: "more than \(ratio) times the bytes that are stored")
        }
    }
}
