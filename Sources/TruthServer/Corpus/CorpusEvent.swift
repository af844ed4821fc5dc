import TruthEvidence

/// What happens while a file is added.
enum CorpusEvent: Sendable {
    case progress(CorpusProgress)
    /// A record was set aside: where it stands and what is wrong.
    case rejected(String)
    case finished(AddReport)
}
