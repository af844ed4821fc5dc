import TruthCorpus

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

/// The bytes of `text` in a gzip member without compression, made by hand so that the tests need no writer.
func storedGzip(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    func little(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
    let size = UInt32(bytes.count)
    precondition(size < 65_536)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1] + little(size, 2) + little(~size, 2) + bytes + little(~crc, 4) + little(size, 4)
}
