import Foundation

/// Reads a file that ``LineFile`` wrote, line by line.
final class LineReader {
    private let path: String
    private let handle: FileHandle
    private var block: [UInt8] = []
    private var position = 0
    private static let blockBytes = 1 << 20

    /// - Throws: `CleaningError.unwritable` when the file, which was just written, can't be opened.
    init(path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CleaningError.unwritable(path: path, reason: "it can't be opened again")
        }
        self.path = path
        self.handle = handle
    }

    /// The next line without its end, or `nil` at the end of the file.
    ///
    /// - Throws: `CleaningError.unwritable` when the disk fails.
    func next() throws -> [UInt8]? {
        var line: [UInt8] = []
        while true {
            if position == block.count {
                block = try read()
                position = 0
                if block.isEmpty { return line.isEmpty ? nil : line }
            }
            let end = block[position...].firstIndex(of: 0x0A)
            line += block[position..<(end ?? block.count)]
            position = end.map { $0 + 1 } ?? block.count
            if end != nil { return line }
        }
    }

    private func read() throws -> [UInt8] {
        do {
            return Array(try handle.read(upToCount: Self.blockBytes) ?? Data())
        } catch {
            throw CleaningError.unwritable(path: path, reason: error.localizedDescription)
        }
    }
}
