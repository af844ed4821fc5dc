/// How far a template may go before it is stopped.
public struct TemplateLimits: Sendable {
    /// Bytes of the template itself.
    public var sourceBytes = 1 << 20
    /// Statements and expressions run in all.
    public var steps = 2_000_000
    /// Scalars built in all, written or held in values; four bytes each.
    public var scalars = 16_000_000
    /// Calls of macros and expressions inside each other.
    public var depth = 400
    /// Blocks, brackets and operators inside each other in the source.
    public static let nesting = 64
    /// Operators in a row.
    public static let chain = 200

    public init() {}
}
