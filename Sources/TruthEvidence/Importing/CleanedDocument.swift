public import TruthCorpus

/// What cleaning made of a document.
public enum CleanedDocument: Sendable, Hashable {
    /// It stays, perhaps with a changed text.
    case kept(Document)
    /// It is left out: the step that decided so, and why.
    case removed(step: String, reason: String)
}

/// Cleans one document after another. It may remember what it has seen, so it gets every document of a run in order, also those that
/// an interrupted run has dealt with.
public typealias DocumentCleaning = (Document) throws -> CleanedDocument
