public import TruthTensors

/// How an engine shares the machine.
public struct EngineOptions: Sendable, Hashable {
    /// How many conversations run at once; the rest wait in order.
    public var slotCount: Int
    /// The longest prompt and answer together, in tokens; `nil` takes what the model was made for.
    public var contextLength: Int?
    /// How many prompt tokens one pass may read. Longer stretches read faster, shorter ones let running answers flow.
    public var promptStretch: Int
    /// How many bytes of keys and values are kept for requests that may begin like earlier ones.
    public var idleCacheByteLimit: Int
    /// Threads to compute with; `nil` takes what the machine and its container allow.
    public var threadCount: Int?
    /// How keys and values are stored.
    public var cachePrecision: AttentionCache.Precision

    public init(
        slotCount: Int = 4, contextLength: Int? = nil, promptStretch: Int = 256, idleCacheByteLimit: Int = 512 << 20,
        threadCount: Int? = nil, cachePrecision: AttentionCache.Precision = .f16
    ) {
        self.slotCount = slotCount
        self.contextLength = contextLength
        self.promptStretch = promptStretch
        self.idleCacheByteLimit = idleCacheByteLimit
        self.threadCount = threadCount
        self.cachePrecision = cachePrecision
    }

    /// Refuses values that have no meaning, by name.
    func validate(modelContextLength: Int) throws(ModelError) {
        func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws(ModelError) {
            guard let value, !range.contains(value) else { return }
            throw .invalidOption(name: name, value: "\(value)", expected: "\(range.lowerBound) to \(range.upperBound)")
        }
        try check("slotCount", slotCount, 1...1024)
        try check("contextLength", contextLength, 2...max(2, modelContextLength))
        try check("promptStretch", promptStretch, 1...65_536)
        try check("idleCacheByteLimit", idleCacheByteLimit, 0...Int.max)
        try check("threadCount", threadCount, 1...1024)
    }
}
