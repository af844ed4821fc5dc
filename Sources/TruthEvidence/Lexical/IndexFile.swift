import Foundation
import TruthTensors

/// A file of named sections, checked as a whole when it is opened.
///
/// | bytes | content |
/// |---|---|
/// | 0..<8 | magic: says which index it is |
/// | 8..<16 | version, number of sections: 32-bit integers |
/// | 16..<24 | length of the file |
/// | 24..<32 | checksum of bytes 0..<24 and of the table |
/// | 32… | the table: per section its name (32 bytes of UTF-8, zeros after it), offset, length and checksum |
///
/// All integers are little endian; sections begin at multiples of 64.
struct IndexFile: Sendable {
    let path: String?
    let bytes: IndexBytes
    private let sections: [String: Range<Int>]

    static let headerLength = 32
    static let entryLength = 56
    static let mostSections = 4096

    /// Opens the file at `path`, and reads all of it once to see that it is whole.
    ///
    /// - Throws: ``IndexError``.
    init(path: String, magic: String, version: UInt32) throws {
        let file: MappedFile
        do {
            file = try MappedFile(path: path)
        } catch {
            throw IndexError.unreadable(path: path, reason: "\(error)")
        }
        self.path = path
        bytes = .mapped(file)
        sections = try file.withBytes { try Self.sections(of: $0, path: path, magic: magic, version: version) }
    }

    /// An index in memory, as ``IndexFileWriter`` lays it out.
    init(memory: [UInt8], magic: String, version: UInt32) throws {
        path = nil
        bytes = .memory(memory)
        sections = try Self.sections(of: unsafe memory.span.bytes, path: "memory", magic: magic, version: version)
    }

    var sectionNames: Set<String> { Set(sections.keys) }

    /// Where a section lies.
    ///
    /// - Throws: ``IndexError/damaged(path:reason:)`` when there is none, or its length is no multiple of `unit`.
    func section(_ name: String, unit: Int = 1) throws -> Range<Int> {
        guard let range = sections[name] else { throw damage("section \(name) is missing") }
        guard range.count % unit == 0 else { throw damage("section \(name) has \(range.count) bytes, no multiple of \(unit)") }
        return range
    }

    func damage(_ reason: String) -> IndexError { .damaged(path: path ?? "memory", reason: reason) }

    private static func sections(of bytes: RawSpan, path: String, magic: String, version: UInt32) throws -> [String: Range<Int>] {
        func damaged(_ reason: String) -> IndexError { .damaged(path: path, reason: reason) }
        guard bytes.byteCount >= headerLength else { throw damaged("it has only \(bytes.byteCount) bytes") }
        guard (0..<8).map({ bytes.element($0, at: 0, as: UInt8.self) }) == Array(magic.utf8) else { throw IndexError.foreign(path: path) }
        let found: UInt32 = bytes.element(0, at: 8)
        guard found == version else { throw IndexError.otherVersion(path: path, found: Int(found), expected: Int(version)) }
        let count = Int(bytes.element(0, at: 12, as: UInt32.self))
        let tableEnd = headerLength + count * entryLength
        guard count <= mostSections, tableEnd <= bytes.byteCount else { throw damaged("its table of \(count) sections is cut off") }
        guard bytes.element(0, at: 16, as: UInt64.self) == UInt64(bytes.byteCount) else {
            throw damaged("it has \(bytes.byteCount) bytes, but says \(bytes.element(0, at: 16, as: UInt64.self))")
        }
        guard bytes.element(0, at: 24, as: UInt64.self) == headerChecksum(bytes, tableEnd: tableEnd) else { throw damaged("its table doesn't match its checksum") }
        var sections: [String: Range<Int>] = [:]
        for index in 0..<count {
            let entry = headerLength + index * entryLength
            let name = String(decoding: (0..<32).map { bytes.element($0, at: entry, as: UInt8.self) }.prefix { $0 != 0 }, as: UTF8.self)
            let offset: UInt64 = bytes.element(0, at: entry + 32), length: UInt64 = bytes.element(0, at: entry + 40)
            guard offset <= UInt64(bytes.byteCount), length <= UInt64(bytes.byteCount) - offset else { throw damaged("section \(name) lies outside of it") }
            let range = Int(offset)..<Int(offset + length)
            guard Checksum.of(bytes.extracting(range)) == bytes.element(0, at: entry + 48, as: UInt64.self) else {
                throw damaged("section \(name) doesn't match its checksum")
            }
            sections[name] = range
        }
        return sections
    }

    static func headerChecksum(_ bytes: RawSpan, tableEnd: Int) -> UInt64 {
        Checksum.of(bytes.extracting(0..<24)) ^ Checksum.of(bytes.extracting(headerLength..<tableEnd)) &* 3
    }
}
