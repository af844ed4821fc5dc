public import TruthCorpus

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
    /// Left out by cleaning, by the name of the step that did.
    public var removed: [String: Int] = [:]
    /// Left out on purpose by the reader, by reason; not counted as records.
    public var leftOut: [LeftOut: Int] = [:]
    /// Left out because they were forgotten earlier.
    public var forgotten = 0
    /// Dealt with by an earlier run that was interrupted, and passed over in this one.
    public var passedOver = 0

    public init() {}

    /// Every record that was dealt with.
    public var total: Int { added + updated + unchanged + rejected + forgotten + passedOver + removed.values.reduce(0, +) }

    /// The counts of two reports together.
    public static func += (sum: inout AddReport, other: AddReport) {
        sum.added += other.added
        sum.updated += other.updated
        sum.unchanged += other.unchanged
        sum.rejected += other.rejected
        sum.forgotten += other.forgotten
        sum.passedOver += other.passedOver
        sum.removed.merge(other.removed, uniquingKeysWith: +)
        sum.leftOut.merge(other.leftOut, uniquingKeysWith: +)
    }
}
