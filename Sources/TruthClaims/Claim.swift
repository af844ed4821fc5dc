/// A statement found in a text.
public struct Claim: Sendable, Hashable, Codable {
    /// The statement, self-contained: a leading pronoun is replaced by what it stands for.
    public var text: String
    /// Where it stands in the text, in Unicode scalars (code points) from its start.
    public var span: Range<Int>

    public init(text: String, span: Range<Int>) {
        self.text = text
        self.span = span
    }
}

/// What the evidence says of a claim.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    case supported
    case refuted
    /// Independent sources stand on both sides.
    case contested
    /// Nothing found bears on it.
    case unverified
    /// An opinion, a question, an instruction or a prediction.
    case notCheckable = "not-checkable"
}
