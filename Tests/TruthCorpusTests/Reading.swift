import Foundation
import TruthCorpus

/// The folder of real and example files of every service, described in its `README.md`: set TRUTHGPT_TEST_DATA to the folder above it.
let formatsFolder = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_DATA"].map { $0 + "/formats" }

/// Everything that `path` yields, and what it leaves out.
func readAll(_ path: String, options: ReadingOptions = ReadingOptions()) throws -> (
    documents: [Document], rejected: [RejectedRecord], leftOut: [LeftOut: Int]
) {
    let reader = try DocumentReader(path: path, options: options)
    var documents: [Document] = []
    var rejected: [RejectedRecord] = []
    while let record = reader.next() {
        switch record {
        case .document(let document): documents.append(document)
        case .rejected(let record): rejected.append(record)
        }
    }
    return (documents, rejected, reader.leftOut)
}

/// Everything that `path` yields.
func read(_ path: String, options: ReadingOptions = ReadingOptions()) throws -> (documents: [Document], rejected: [RejectedRecord]) {
    var documents: [Document] = []
    var rejected: [RejectedRecord] = []
    for record in try DocumentReader(path: path, options: options) {
        switch record {
        case .document(let document): documents.append(document)
        case .rejected(let record): rejected.append(record)
        }
    }
    return (documents, rejected)
}

private func checkSum(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}

private func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }

/// The bytes of `text` in a gzip member without compression, made by hand so that the tests need no writer.
func storedGzip(_ text: String) -> [UInt8] { storedGzip(Array(text.utf8)) }

func storedGzip(_ bytes: [UInt8]) -> [UInt8] {
    var blocks: [UInt8] = []
    var rest = bytes[...]
    repeat {
        let piece = rest.prefix(65_535)
        rest = rest.dropFirst(piece.count)
        blocks += [rest.isEmpty ? 1 : 0] + little(UInt32(piece.count), 2) + little(~UInt32(piece.count), 2) + piece
    } while !rest.isEmpty
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + blocks + little(checkSum(bytes), 4) + little(UInt32(bytes.count), 4)
}

/// A zip archive of these files, without compression.
func storedZip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
        let name = Array(file.name.utf8)
        let size = UInt32(file.bytes.count)
        // Version 2.0, names in UTF-8, stored, no date.
        let common = little(20, 2) + little(0x0800, 2) + little(0, 2) + little(0, 2) + little(0x21, 2)
            + little(checkSum(file.bytes), 4) + little(size, 4) + little(size, 4) + little(UInt32(name.count), 2) + little(0, 2)
        let offset = UInt32(archive.count)
        archive += Array("PK\u{3}\u{4}".utf8) + common + name + file.bytes
        directory += Array("PK\u{1}\u{2}".utf8) + little(0x0314, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
            + little(0o100644 << 16, 4) + little(offset, 4) + name
    }
    let start = UInt32(archive.count)
    let count = UInt32(files.count)
    return archive + directory + Array("PK\u{5}\u{6}".utf8) + little(0, 4) + little(count, 2) + little(count, 2)
        + little(UInt32(directory.count), 4) + little(start, 4) + little(0, 2)
}

/// A tar archive (POSIX ustar) of these files.
func tar(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func padded(_ text: String, _ count: Int) -> [UInt8] { Array((Array(text.utf8) + [UInt8](repeating: 0, count: count)).prefix(count)) }
    func octal(_ value: Int, _ count: Int) -> [UInt8] {
        let digits = String(value, radix: 8)
        return Array((String(repeating: "0", count: count - 1 - digits.count) + digits).utf8) + [0]
    }
    var archive: [UInt8] = []
    for file in files {
        var header = padded(file.name, 100) + octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(file.bytes.count, 12) + octal(0, 12)
        header += Array("        0".utf8) + padded("", 100) + padded("ustar", 6) + Array("00".utf8) + [UInt8](repeating: 0, count: 247)
        let sum = header.reduce(0) { $0 + Int($1) }
        header.replaceSubrange(148..<156, with: octal(sum, 7) + Array(" ".utf8))
        archive += header + file.bytes + [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
    }
    return archive + [UInt8](repeating: 0, count: 1024)
}

/// The bytes of a text in UTF-8.
func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }
