/// Why a file that was sent can't be added.
public enum CorpusRefusal: Error, Hashable, CustomStringConvertible {
    /// Its format isn't known, or it is damaged as a whole.
    case unreadable(reason: String)
    case diskFull

    public var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .diskFull: "The server's disk is full. What was reported as added is kept; the rest was not added."
        }
    }
}
