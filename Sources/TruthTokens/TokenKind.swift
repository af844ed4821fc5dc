/// What a token is for.
public enum TokenKind: UInt8, Sendable {
    /// A piece of text.
    case normal
    /// Stands for what the vocabulary can't say.
    case unknown
    /// Steers the model, such as the end of a turn; never read out of a user's text.
    case control
    /// A piece of text that is always one token, whatever stands around it.
    case userDefined
    /// A place held for later.
    case unused
}
