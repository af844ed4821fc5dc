/// What adding documents did.
public struct AddReport: Sendable, Hashable, Codable {
    /// New in the store.
    public var added = 0
    /// Known by their identity, with something changed.
    public var updated = 0
    /// Known, and the same.
    public var unchanged = 0
    /// Set aside, by the reader or by the store.
    public var rejected = 0

    public init() {}

    /// Every record that was dealt with.
    public var total: Int { added + updated + unchanged + rejected }
}
