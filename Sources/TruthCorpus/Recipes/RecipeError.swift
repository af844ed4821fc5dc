/// Why a recipe can't be used.
public enum RecipeError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// `printing` is the command that prints all settings.
    case unknownSetting(name: String, nearest: String?, printing: String)
    case wrongValue(setting: String, found: String, expected: String)
    /// Settings that are right alone and impossible together.
    case impossible(settings: String, problem: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "The recipe \(path) can't be read: \(reason)."
        case .unknownSetting(let name, let nearest, let printing):
            "The recipe has an unknown setting \(name)." + (nearest.map { " Did you mean \($0)?" } ?? " See `\(printing)`.")
        case .wrongValue(let setting, let found, let expected):
            "The recipe's \(setting) is \(found); expected \(expected)."
        case .impossible(let settings, let problem):
            "The recipe's \(settings): \(problem)."
        }
    }
}
