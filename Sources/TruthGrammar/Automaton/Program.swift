/// A grammar as a network of nodes: reading a byte, choosing, calling a rule, repeating.
///
/// Rules are called with a stack, so that they can nest; everything inside a rule is a finite automaton.
struct Program: Sendable {
    enum Node: Sendable {
        /// Reads one byte of a set.
        case byte(ByteSet, next: Int32)
        case split([Int32])
        case call(rule: Int32, next: Int32)
        /// Reads `body` again and again, `minimum` to `maximum` times; -1 is no maximum.
        case loop(body: Int32, minimum: Int32, maximum: Int32, next: Int32)
        /// The end of a rule, of a repetition's body or of the whole.
        case end
    }

    /// What the shortest way from a node to the end of its rule takes.
    struct Cost: Sendable, Comparable {
        var byteCount: Int
        /// Open rules and repetitions on top of those open here.
        var depth: Int

        static let infinite = Cost(byteCount: 1 << 40, depth: 1 << 20)
        var isFinite: Bool { byteCount < Self.infinite.byteCount }

        static func < (left: Cost, right: Cost) -> Bool {
            (left.byteCount, left.depth) < (right.byteCount, right.depth)
        }
    }

    var nodes: [Node]
    /// Where each rule begins.
    let starts: [Int32]
    let names: [String]
    let root: Int32
    private(set) var costs: [Cost] = []
    /// The class of each byte: bytes of one class lead to the same places everywhere.
    private(set) var classes: [UInt8] = []
    private(set) var classCount = 0

    /// - Throws: ``GrammarError``: nothing fits, a rule begins with itself, or the shortest text is too long.
    init(nodes: [Node], starts: [Int32], names: [String], root: Int32) throws(GrammarError) {
        self.nodes = nodes
        self.starts = starts
        self.names = names
        self.root = root
        try analyse()
    }

    /// The same grammar without the texts that need other bytes than these.
    func restricted(to bytes: ByteSet) throws(GrammarError) -> Program {
        var program = self
        for index in nodes.indices {
            if case .byte(let set, let next) = nodes[index] { program.nodes[index] = .byte(set.intersection(bytes), next: next) }
        }
        do {
            try program.analyse()
        } catch {
            throw .vocabularyTooSmall
        }
        return program
    }

    private mutating func analyse() throws(GrammarError) {
        costs = try ProgramCosts(nodes: nodes, starts: starts).costs
        let shortest = costs[Int(root)]
        guard shortest.isFinite else { throw .nothingFits(place: "the whole grammar") }
        guard shortest.byteCount <= GrammarLimits.shortestTextByteCount else {
            throw .tooLarge(what: "bytes of the shortest text that fits", limit: GrammarLimits.shortestTextByteCount)
        }
        guard shortest.depth <= GrammarLimits.stackDepth else {
            throw .tooLarge(what: "rules inside each other that every text needs", limit: GrammarLimits.stackDepth)
        }
        try LeftRecursion.refuse(in: self)
        findClasses()
    }

    /// Two bytes are of one class if every set holds both or neither.
    private mutating func findClasses() {
        var sets: Set<ByteSet> = []
        for case .byte(let set, _) in nodes { sets.insert(set) }
        var classes = [Int](repeating: 0, count: 256)
        var count = 1
        for set in sets {
            var numbers: [Int: Int] = [:]
            for byte in 0..<256 {
                let key = classes[byte] * 2 + (set.contains(UInt8(byte)) ? 1 : 0)
                let number = numbers[key] ?? numbers.count
                numbers[key] = number
                classes[byte] = number
            }
            count = numbers.count
            if count == 256 { break }
        }
        self.classes = classes.map { UInt8($0) }
        classCount = count
    }
}
