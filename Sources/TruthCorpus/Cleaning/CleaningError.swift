/// Why a corpus can't be cleaned; see `RecipeError` for what can be wrong with a recipe.
public enum CleaningError: Error, Hashable, CustomStringConvertible {
    /// @names are to be replaced, but there is no key to do it with.
    case pseudonymKeyMissing(variable: String)
    case signaturesDamaged(path: String, reason: String)
    /// A signature file was made with other settings than those that are asked for.
    case signaturesDiffer(path: String, found: String, expected: String)
    case tooManyDocuments(limit: Int)
    case unwritable(path: String, reason: String)
    case reportUnreadable(path: String, reason: String)

    public var description: String {
        switch self {
        case .pseudonymKeyMissing(let variable):
            "private-data.pseudonyms is on, and the environment variable \(variable) that holds its key is empty. Set it to a secret of at least 16 characters."
        case .signaturesDamaged(let path, let reason):
            "The signature file \(path) is damaged: \(reason). Remove its folder and let it be built again from the documents."
        case .signaturesDiffer(let path, let found, let expected):
            "The signature file \(path) was made with \(found); now it is \(expected). Remove its folder and let it be built again from the documents."
        case .tooManyDocuments(let limit):
            "There are more than \(limit) documents, the most that near-duplicates are found among. Clean them in parts, or switch near-duplicates off."
        case .unwritable(let path, let reason):
            "\(path) can't be written: \(reason). Check the folder, its rights and the space on the disk."
        case .reportUnreadable(let path, let reason):
            "The cleaning report \(path) can't be read: \(reason). `truthgpt corpus clean` writes it beside the cleaned documents."
        }
    }
}
