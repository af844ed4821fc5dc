import Foundation

/// A file, a member of an archive, or standard input: something to read from its start.
struct InputFile {
    /// What messages call it.
    var place: String
    /// Its path from the root of what is read; a single file's own name.
    var name: String
    /// As stored; 0 where that isn't known.
    var byteCount: Int
    /// How many archives it lies in.
    var depth: Int
    private let location: Location

    private enum Location {
        case path(String)
        case standardInput
        case onDisk(FileBytes)
        case member(any ByteSource)
    }

    init(path: String, name: String, byteCount: Int) {
        place = path
        self.name = name
        self.byteCount = byteCount
        depth = 0
        location = .path(path)
    }

    /// The member of an archive that is open at it: it can be opened once.
    init(member source: any ByteSource, name: String, depth: Int) {
        place = source.place
        self.name = name
        byteCount = 0
        self.depth = depth
        location = .member(source)
    }

    private init(_ file: InputFile, name: String, location: Location) {
        place = file.place
        self.name = name
        byteCount = file.byteCount
        depth = file.depth
        self.location = location
    }

    private init(standardInputOf name: String) {
        place = name
        self.name = name
        byteCount = 0
        depth = 0
        location = .standardInput
    }

    static var standardInput: InputFile { InputFile(standardInputOf: "standard input") }

    /// The same place, but other bytes: what was compressed, say.
    func holding(_ source: any ByteSource, name: String) -> InputFile { InputFile(self, name: name, location: .member(source)) }

    /// The path on a disk, for formats that consist of several files.
    var path: String? {
        if case .path(let path) = location { path } else { nil }
    }

    func open() throws -> any ByteSource {
        switch location {
        case .path(let path): try FileBytes(path: path, place: place)
        case .standardInput: try FileBytes.standardInput()
        case .onDisk(let bytes): bytes.again(place: place)
        case .member(let source): source
        }
    }

    /// The same bytes as a file that can be opened more than once; members and standard input are copied to a temporary one.
    func onDisk() throws -> InputFile {
        switch location {
        case .path, .onDisk:
            return self
        case .standardInput, .member:
            let source = try open()
            if let file = source as? FileBytes, file.isOnDisk { return InputFile(self, name: name, location: .onDisk(file)) }
            return InputFile(self, name: name, location: .onDisk(try FileBytes.temporary(source)))
        }
    }
}
