import Foundation
public import TruthTensors

/// A file of named tensors, memory-mapped: GGUF, safetensors, or a folder with a model's `config.json` and safetensors file.
///
/// Opening reads the header and checks all of it against the file's size; the numbers stay on disk until they are used.
/// Tensors of types that TruthGPT can't compute with don't keep a file from opening.
public struct Checkpoint: Sendable {
    public enum Format: Sendable, Hashable, CustomStringConvertible {
        case gguf(version: Int)
        case safetensors

        public var description: String {
            switch self {
            case .gguf(let version): "GGUF v\(version)"
            case .safetensors: "safetensors"
            }
        }
    }

    /// The file or folder that was opened.
    public let path: String
    /// What `config.json` says; `nil` unless a folder was opened.
    public let configuration: JSONValue?
    /// What the header of the file with the tensors says.
    package let contents: CheckpointContents
    private let files: [MappedFile]
    /// The type that plain matrices are rounded to when they are asked for; `nil`: they stay as they are.
    public let quantization: ElementType?

    /// Opens a GGUF file, a safetensors file, or a folder.
    ///
    /// A GGUF model in parts is opened by its first one. A folder has a `config.json`, and a `model.safetensors`, a single file
    /// that ends in `.safetensors`, or several with `model.safetensors.index.json`.
    ///
    /// - Parameter quantization: Rounds plain matrices to this type when they are asked for, or to the one that
    ///   `ElementType.fitting(columns:)` gives for their width.
    public static func open(path: String, quantization: ElementType? = nil) throws(CheckpointError) -> Checkpoint {
        guard let file = try map(path) else {
            let folder = try CheckpointFolder(path: path)
            var files: [MappedFile] = []
            for path in folder.tensorsPaths { files.append(try mapFile(path)) }
            let parts = try files.map { file throws(CheckpointError) in try Self.contents(of: file) }
            let contents = parts.count == 1 ? parts[0] : try CheckpointContents(joining: parts, paths: folder.tensorsPaths)
            try folder.check(contents)
            return Checkpoint(
                path: path, configuration: try json(folder.configurationPath), contents: contents, files: files, quantization: quantization)
        }
        let first = try contents(of: file)
        guard case .gguf = first.format, let parts = try CheckpointParts(first: first, path: path) else {
            return Checkpoint(path: path, configuration: nil, contents: first, files: [file], quantization: quantization)
        }
        var files = [file], contents = [first]
        for other in parts.others {
            guard FileManager.default.fileExists(atPath: other) else {
                throw .unusablePart(path: other, reason: "part \(files.count + 1) of \(parts.others.count + 1) is missing. Fetch it.")
            }
            files.append(try mapFile(other))
            contents.append(try Self.contents(of: files[files.count - 1]))
        }
        return Checkpoint(path: path, configuration: nil, contents: try parts.joined(contents), files: files, quantization: quantization)
    }

    private static func contents(of file: MappedFile) throws(CheckpointError) -> CheckpointContents {
        try file.withBytes { bytes throws(CheckpointError) in try CheckpointContents.read(bytes, file: file.path) }
    }

    /// What a JSON file of a folder says.
    package static func json(_ path: String) throws(CheckpointError) -> JSONValue {
        let file = try mapFile(path)
        do throws(JSONError) {
            return try file.withBytes { bytes throws(JSONError) in try JSONValue.parse(bytes, file: path) }
        } catch {
            throw .invalidJSON(error)
        }
    }

    /// The file at `path`; `nil` if that is a folder.
    private static func map(_ path: String) throws(CheckpointError) -> MappedFile? {
        do throws(TensorError) {
            return try MappedFile(path: path)
        } catch .isDirectory {
            return nil
        } catch {
            throw .unreadable(path: path, reason: error.description)
        }
    }

    private static func mapFile(_ path: String) throws(CheckpointError) -> MappedFile {
        guard let file = try map(path) else { throw .unreadable(path: path, reason: "\(path) is a folder; expected a file.") }
        return file
    }

    public var format: Format { contents.format }

    /// GGUF's keys and values, or the `__metadata__` of safetensors.
    public var metadata: Metadata { contents.metadata }

    /// The tensors in the order of the file's header.
    public var tensors: [TensorEntry] { contents.tensors }

    /// The size of the files that hold the tensors.
    public var fileByteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

    /// The number of numbers in all tensors.
    public var parameterCount: Int { contents.parameterCount }

    /// The type of most of the numbers; `nil` for a file without tensors.
    public var commonType: TensorType? {
        var counts: [TensorType: Int] = [:]
        for tensor in tensors { counts[tensor.type, default: 0] += tensor.elementCount }
        return counts.max { ($0.value, $1.key.name) < ($1.value, $0.key.name) }?.key
    }

    // MARK: - Tensors

    /// Whether there is a tensor of that name.
    public func has(_ name: String) -> Bool {
        contents.tensor(named: name) != nil
    }

    /// The description of a tensor; `nil` if there is none of that name.
    public func entry(named name: String) -> TensorEntry? {
        contents.tensor(named: name)
    }

    /// A tensor of two dimensions, `[rows, columns]`. Its numbers stay in the mapped file.
    public func matrix(named name: String) throws(CheckpointError) -> Matrix {
        let entry = try required(name)
        guard entry.shape.count == 2 else { throw unexpectedShape(entry, expected: "two dimensions") }
        return try matrix(entry, rows: entry.shape[0], columns: entry.shape[1])
    }

    /// A tensor of two dimensions whose shape is known.
    public func matrix(named name: String, rows: Int, columns: Int) throws(CheckpointError) -> Matrix {
        let entry = try required(name)
        guard entry.shape == [rows, columns] else { throw unexpectedShape(entry, expected: "\([rows, columns])") }
        return try matrix(entry, rows: rows, columns: columns)
    }

    /// A tensor of three dimensions whose shape is known, `[count, rows, columns]`, as one matrix of all its rows.
    public func stack(named name: String, count: Int, rows: Int, columns: Int) throws(CheckpointError) -> Matrix {
        let entry = try required(name)
        guard entry.shape == [count, rows, columns] else { throw unexpectedShape(entry, expected: "\([count, rows, columns])") }
        return try matrix(entry, rows: count * rows, columns: columns)
    }

    /// The numbers of a tensor of one dimension, such as a gain or a bias.
    public func vector(named name: String) throws(CheckpointError) -> [Float] {
        let entry = try required(name)
        guard entry.shape.count == 1 else { throw unexpectedShape(entry, expected: "one dimension") }
        return try matrix(entry, rows: 1, columns: entry.shape[0]).values(row: 0)
    }

    /// The numbers of a tensor of one dimension whose length is known.
    public func vector(named name: String, count: Int) throws(CheckpointError) -> [Float] {
        let entry = try required(name)
        guard entry.shape == [count] else { throw unexpectedShape(entry, expected: "\([count])") }
        return try matrix(entry, rows: 1, columns: count).values(row: 0)
    }

    /// Lends the bytes of a tensor as they lie in the file.
    package func withBytes<R>(of entry: TensorEntry, _ body: (RawSpan) throws -> R) rethrows -> R {
        try files[entry.part].withBytes { try body($0.extracting(entry.byteOffset..<entry.byteOffset + entry.byteCount)) }
    }

    /// A copy of some of a tensor's bytes, counted from its first.
    package func bytes(_ range: Range<Int>, of entry: TensorEntry) -> [UInt8] {
        precondition(range.upperBound <= entry.byteCount, "Checkpoint: bytes \(range) of \(entry.byteCount)")
        return files[entry.part].bytes(entry.byteOffset + range.lowerBound..<entry.byteOffset + range.upperBound)
    }

    /// A value of GGUF's metadata as it lies in the file: the number of its type, then the value.
    package func metadataBytes(_ key: String) -> [UInt8]? {
        metadata.byteRange(of: key).map { files[0].bytes($0) }
    }

    /// A tensor of any number of dimensions as it is stored, all but the last taken for rows.
    package func storedMatrix(_ entry: TensorEntry) throws(CheckpointError) -> Matrix {
        guard let columns = entry.shape.last else { throw unexpectedShape(entry, expected: "at least one dimension") }
        return try stored(entry, rows: entry.elementCount / max(columns, 1), columns: columns)
    }

    private func required(_ name: String) throws(CheckpointError) -> TensorEntry {
        guard let entry = entry(named: name) else { throw .missingTensor(file: files[0].path, name: name) }
        return entry
    }

    private func matrix(_ entry: TensorEntry, rows: Int, columns: Int) throws(CheckpointError) -> Matrix {
        let found = try stored(entry, rows: rows, columns: columns)
        guard let quantization, entry.shape.count == 2, found.type.elementsPerBlock == 1 else { return found }
        return found.converted(to: quantization.fitting(columns: columns), on: .shared)
    }

    private func stored(_ entry: TensorEntry, rows: Int, columns: Int) throws(CheckpointError) -> Matrix {
        let file = files[entry.part]
        guard let type = entry.type.element else {
            throw .unsupportedType(file: file.path, tensor: entry.name, type: entry.type.name)
        }
        guard entry.elementCount > 0 else { throw unexpectedShape(entry, expected: "no empty dimension") }
        do throws(TensorError) {
            return try Matrix(type: type, rows: rows, columns: columns, in: file, at: entry.byteOffset)
        } catch {
            throw .unreadable(path: file.path, reason: "\(file.path): the tensor '\(entry.name)': \(error.description)")
        }
    }

    private func unexpectedShape(_ entry: TensorEntry, expected: String) -> CheckpointError {
        .unexpectedShape(file: files[entry.part].path, tensor: entry.name, expected: expected, found: entry.shape)
    }
}
