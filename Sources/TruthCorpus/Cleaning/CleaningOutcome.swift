/// What became of a document.
public enum CleaningOutcome: Sendable, Hashable {
    /// It stays, perhaps changed.
    case kept(Document)
    /// A step took it out, for a reason of a few fixed words.
    case removed(step: String, reason: String)
}
