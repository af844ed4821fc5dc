/// Why a recipe can't be used.
public enum RecipeError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case unknownSetting(name: String, nearest: String?)
    case wrongValue(setting: String, found: String, expected: String)
    /// Settings that are right alone and impossible together.
    case impossible(settings: String, problem: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "The recipe \(path) can't be read: \(reason)."
        case .unknownSetting(let name, let nearest):
            "The recipe has an unknown setting \(name)." + (nearest.map { " Did you mean \($0)?" } ?? " Print the default recipe to see all.")
        case .wrongValue(let setting, let found, let expected):
            "The recipe's \(setting) is \(found); expected \(expected)."
        case .impossible(let settings, let problem):
            "The recipe's \(settings): \(problem)."
        }
    }
}
