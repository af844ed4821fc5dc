/// Why a search can't be done as it was asked for.
public enum SearchError: Error, Hashable, CustomStringConvertible {
    /// A search by meaning, without vectors.
    case noVectors(path: String)
    /// A date that none can be read from.
    case noDate(name: String, text: String)

    public var description: String {
        switch self {
        case .noVectors(let path): "There are no vectors for \(path), so it can be searched by words only. Run truthgpt corpus embed to make them."
        case .noDate(let name, let text): "\(name) is \"\(text)\", which is no date. Write it like 2021-05-01 or 2021-05-01T12:00:00Z."
        }
    }
}
