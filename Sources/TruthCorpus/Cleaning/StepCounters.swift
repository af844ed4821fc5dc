/// What one step did so far.
public struct StepCounters: Sendable, Hashable, Codable {
    public var name: String
    public var documentsIn = 0
    public var documentsOut = 0
    /// Documents that went on, changed.
    public var documentsChanged = 0
    /// Bytes of text, in UTF-8.
    public var bytesIn = 0
    public var bytesOut = 0
    /// Removed documents, by reason.
    public var removed: [String: Int] = [:]
    /// What was found and replaced, by kind.
    public var found: [String: Int] = [:]
    /// A few of the removed documents, chosen at random.
    public var samples: [RemovalSample] = []

    public init(name: String) { self.name = name }

    public var documentsRemoved: Int { documentsIn - documentsOut }

    mutating func count(_ result: StepResult, bytesIn: Int, bytesOut: Int) {
        documentsIn += 1
        self.bytesIn += bytesIn
        switch result {
        case .removed(let reason):
            removed[reason, default: 0] += 1
            return
        case .changed(let findings):
            documentsChanged += 1
            for finding in findings { found[finding.kind, default: 0] += finding.count }
        case .unchanged: break
        }
        documentsOut += 1
        self.bytesOut += bytesOut
    }
}

/// A document that a step took out, to be looked at: the beginning of its text with private data masked.
public struct RemovalSample: Sendable, Hashable, Codable {
    public var reason: String
    public var text: String

    public init(reason: String, text: String) {
        self.reason = reason
        self.text = text
    }
}
