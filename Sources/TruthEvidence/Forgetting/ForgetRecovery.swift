/// What became of a forgetting that an earlier process left unfinished.
public enum ForgetRecovery: Sendable, Hashable {
    /// It was finished when the store was opened.
    case finished(ForgetReport)
    /// Another process is at it.
    case underWay
    /// It could not be finished now: the documents are gone from the store, but their bytes are still in a file. The next command tries again.
    case unfinished(reason: String)
}
