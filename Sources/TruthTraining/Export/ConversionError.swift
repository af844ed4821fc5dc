/// Why a model can't be converted.
package enum ConversionError: Error, Hashable, CustomStringConvertible {
    case outputExists(path: String)
    case outputIsInput(path: String)
    case unwritable(path: String, reason: String)
    /// Between the two formats we know Llama's names and order of rows only.
    case unsupportedArchitecture(path: String, name: String)
    /// Something that the other format can't say.
    case inexpressible(path: String, what: String)
    case notFinite(path: String, tensor: String, row: Int)

    package var description: String {
        switch self {
        case .outputExists(let path): "\(path) exists. Name another output, or remove it first."
        case .outputIsInput(let path): "\(path) is the input as well; name another output."
        case .unwritable(let path, let reason): "\(path) can't be written: \(reason)."
        case .unsupportedArchitecture(let path, let name):
            "\(path): a model of the architecture '\(name)' can't go between GGUF and a folder; llama can. It can be rounded within its own format."
        case .inexpressible(let path, let what): "\(path): \(what)"
        case .notFinite(let path, let tensor, let row):
            "\(path): row \(row) of the tensor '\(tensor)' holds infinity or what is not a number, which no quantised type can hold."
        }
    }
}
