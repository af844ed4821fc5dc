import TruthTensors

/// Why a checkpoint, or something in it, can't be used.
public enum CheckpointError: Error, Hashable, CustomStringConvertible {
    /// The file or folder can't be opened; the reason names it.
    case unreadable(path: String, reason: String)
    /// Neither GGUF nor safetensors.
    case unknownFormat(file: String, firstBytes: [UInt8])
    /// A folder without a checkpoint that we can open.
    case unusableFolder(path: String, reason: String)
    /// A model in several files of which one is missing, or of another model; the reason says so.
    case unusablePart(path: String, reason: String)
    /// The file contradicts itself, its size or its format.
    case damaged(Damage)
    /// `config.json`, or the header of a safetensors file, is no JSON.
    case invalidJSON(JSONError)
    case missingKey(file: String, key: String)
    case unexpectedValue(file: String, key: String, expected: String, found: String, byteOffset: Int)
    case missingTensor(file: String, name: String)
    case unsupportedType(file: String, tensor: String, type: String)
    case unexpectedShape(file: String, tensor: String, expected: String, found: [Int])

    public var description: String {
        switch self {
        case .unreadable(_, let reason):
            reason
        case .unknownFormat(let file, let firstBytes) where firstBytes.starts(with: Array("version https:".utf8)):
            "\(file): a pointer of Git LFS instead of the file itself. Fetch the file with 'git lfs pull'."
        case .unknownFormat(let file, let firstBytes):
            "\(file): neither GGUF nor safetensors; the file begins with the bytes "
                + firstBytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
                + ". Give a .gguf file, a .safetensors file, or a folder with config.json and model.safetensors."
        case .unusableFolder(let path, let reason), .unusablePart(let path, let reason):
            "\(path): \(reason)"
        case .damaged(let damage):
            damage.description
        case .invalidJSON(let error):
            error.description
        case .missingKey(let file, let key):
            "\(file): the key '\(key)' is missing. The file is incomplete, or of another kind of model."
        case .unexpectedValue(let file, let key, let expected, let found, let byteOffset):
            "\(file): the key '\(key)' (byte \(byteOffset)) holds \(found), expected \(expected)."
        case .missingTensor(let file, let name):
            "\(file): the tensor '\(name)' is missing. The file is incomplete, or of another kind of model."
        case .unsupportedType(let file, let tensor, let type):
            "\(file): the tensor '\(tensor)' has the type \(type), which is not supported. Supported types are "
                + ElementType.allCases.map(\.rawValue).joined(separator: ", ") + ". Use the model in one of them."
        case .unexpectedShape(let file, let tensor, let expected, let found):
            "\(file): the tensor '\(tensor)' has the shape \(found), expected \(expected)."
        }
    }
}
