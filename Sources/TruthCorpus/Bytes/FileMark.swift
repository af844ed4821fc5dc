/// What the first bytes of a file tell of it.
enum FileMark: Equatable {
    case gzip, zst, bz2, xz
    case zip, tar, pdf
    /// Something that is known and not read, by its name.
    case other(String)

    /// `nil` for bytes without a known mark: text, mostly.
    init?(_ head: [UInt8]) {
        if head.count > 262, head[257..<262].elementsEqual("ustar".utf8) {
            self = .tar
            return
        }
        guard let known = Self.marks.first(where: { head.starts(with: $0.bytes) }) else { return nil }
        self = known.mark == .zip && Self.isOffice(head) ? .other("an Office document; save it as PDF or text") : known.mark
    }

    /// Office's zip files begin with a member of a certain name.
    private static func isOffice(_ head: [UInt8]) -> Bool {
        guard head.count > 80 else { return false }
        return ["[Content_Types].xml", "mimetypeapplication/vnd.oasis", "_rels/.rels"].contains { head[30...].starts(with: $0.utf8) }
    }

    var isCompression: Bool { [.gzip, .zst, .bz2, .xz].contains(self) }

    private static let marks: [(bytes: [UInt8], mark: FileMark)] = [
        ([0x1F, 0x8B], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zst), (Array("BZh".utf8), .bz2), ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .xz),
        (Array("PK\u{3}\u{4}".utf8), .zip), (Array("PK\u{5}\u{6}".utf8), .zip), (Array("%PDF-".utf8), .pdf),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .other("a 7z archive")), (Array("Rar!".utf8), .other("a RAR archive")),
        ([0xD0, 0xCF, 0x11, 0xE0], .other("an old Office document; save it as PDF or text")),
        (Array("SQLite format 3\0".utf8), .other("an SQLite database")), ([0x7F, 0x45, 0x4C, 0x46], .other("a program")),
    ]

    /// An EPUB's first member is called `mimetype` and says so, uncompressed.
    static func isEPUB(_ head: [UInt8]) -> Bool {
        head.count > 58 && head[30..<58].elementsEqual("mimetypeapplication/epub+zip".utf8)
    }
}
