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
    private let file: MappedFile

    /// Opens a GGUF file, a safetensors file, or a folder.
    ///
    /// A folder has a `config.json`, and a `model.safetensors` or a single file that ends in `.safetensors`.
    public static func open(path: String) throws(CheckpointError) -> Checkpoint {
        guard let file = try map(path) else {
            let folder = try CheckpointFolder(path: path)
            return try Checkpoint(
                path: path, file: mapFile(folder.tensorsPath), configuration: configuration(folder.configurationPath))
        }
        return try Checkpoint(path: path, file: file, configuration: nil)
    }

    private init(path: String, file: MappedFile, configuration: JSONValue?) throws(CheckpointError) {
        contents = try file.withBytes { bytes throws(CheckpointError) in
            try CheckpointContents.read(bytes, file: file.path)
        }
        self.path = path
        self.file = file
        self.configuration = configuration
    }

    /// What `config.json` says.
    private static func configuration(_ path: String) throws(CheckpointError) -> JSONValue {
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

    /// The size of the file that holds the tensors.
    public var fileByteCount: Int { file.byteCount }

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
        try file.withBytes { try body($0.extracting(entry.byteOffset..<entry.byteOffset + entry.byteCount)) }
    }

    private func required(_ name: String) throws(CheckpointError) -> TensorEntry {
        guard let entry = entry(named: name) else { throw .missingTensor(file: file.path, name: name) }
        return entry
    }

    private func matrix(_ entry: TensorEntry, rows: Int, columns: Int) throws(CheckpointError) -> Matrix {
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
        .unexpectedShape(file: file.path, tensor: entry.name, expected: expected, found: entry.shape)
    }
}
