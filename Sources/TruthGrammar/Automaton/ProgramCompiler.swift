/// Turns rules into a program's nodes, from the end to the beginning.
struct ProgramCompiler {
    private var nodes: [Program.Node] = [.end]
    private static let end: Int32 = 0

    /// - Throws: ``GrammarError``: too large, or one of ``Program``'s complaints.
    static func program(of rules: RuleSet) throws(GrammarError) -> Program {
        var compiler = ProgramCompiler()
        var starts: [Int32] = []
        for rule in rules.rules { starts.append(try compiler.compile(rule, next: end)) }
        let root = try compiler.compile(rules.root, next: end)
        return try Program(nodes: compiler.nodes, starts: starts, names: rules.names, root: root)
    }

    private mutating func add(_ node: Program.Node) throws(GrammarError) -> Int32 {
        guard nodes.count < GrammarLimits.nodeCount else { throw .tooLarge(what: "nodes", limit: GrammarLimits.nodeCount) }
        nodes.append(node)
        return Int32(nodes.count - 1)
    }

    private mutating func compile(_ expression: Expression, next: Int32) throws(GrammarError) -> Int32 {
        switch expression {
        case .bytes(let bytes): return try compile(bytes[...], next: next)
        case .scalars(let set): return try compile(set, next: next)
        case .sequence(let parts):
            var next = next
            for part in parts.reversed() { next = try compile(part, next: next) }
            return next
        case .choice(let branches): return try compile(choice: branches, next: next)
        case .repeated(let inner, let minimum, let maximum): return try compile(inner, minimum, maximum, next: next)
        case .rule(let rule): return try add(.call(rule: Int32(rule), next: next))
        }
    }

    private mutating func compile(_ bytes: ArraySlice<UInt8>, next: Int32) throws(GrammarError) -> Int32 {
        var next = next
        for byte in bytes.reversed() { next = try add(.byte(ByteSet(byte), next: next)) }
        return next
    }

    private mutating func compile(
        _ inner: Expression, _ minimum: Int, _ maximum: Int?, next: Int32
    ) throws(GrammarError) -> Int32 {
        let largest = Int(Int32.max)
        guard minimum <= largest, maximum ?? 0 <= largest else { throw .tooLarge(what: "repetitions", limit: largest) }
        if maximum == 0 { return next }
        let body = try compile(inner, next: Self.end)
        return try add(.loop(body: body, minimum: Int32(minimum), maximum: maximum.map { Int32($0) } ?? -1, next: next))
    }

    /// Texts that begin alike share their nodes, so that a long enumeration stays one way to read until it differs.
    private mutating func compile(choice branches: [Expression], next: Int32) throws(GrammarError) -> Int32 {
        var texts: Set<[UInt8]> = []
        var starts: [Int32] = []
        for branch in branches {
            if case .bytes(let bytes) = branch { texts.insert(bytes) } else { starts.append(try compile(branch, next: next)) }
        }
        if !texts.isEmpty {
            let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
            starts.append(try compile(texts: sorted[...], from: 0, next: next))
        }
        return starts.count == 1 ? starts[0] : try add(.split(starts))
    }

    /// Sorted texts that share their first `depth` bytes.
    private mutating func compile(texts: ArraySlice<[UInt8]>, from depth: Int, next: Int32) throws(GrammarError) -> Int32 {
        var depth = depth
        var shared: [UInt8] = []
        // As far as all go on alike, without one call inside another: texts may be long.
        while let first = texts.first, let last = texts.last, depth < first.count, first[depth] == last[depth] {
            shared.append(first[depth])
            depth += 1
        }
        var branches: [Int32] = []
        var rest = texts
        if let first = rest.first, first.count == depth {
            branches.append(next)
            rest = rest.dropFirst()
        }
        while let byte = rest.first?[depth] {
            let group = rest.prefix { $0[depth] == byte }
            rest = rest.dropFirst(group.count)
            let after =
                group.count == 1
                ? try compile(group[group.startIndex][(depth + 1)...], next: next)
                : try compile(texts: group, from: depth + 1, next: next)
            branches.append(try add(.byte(ByteSet(byte), next: after)))
        }
        return try compile(shared[...], next: branches.count == 1 ? branches[0] : try add(.split(branches)))
    }

    private mutating func compile(_ set: ScalarSet, next: Int32) throws(GrammarError) -> Int32 {
        // All that lead to the same bytes share their last nodes.
        var tails: [[ClosedRange<UInt8>]: Int32] = [:]
        var ascii = ByteSet()
        var starts: [Int32] = []
        for sequence in set.ranges.flatMap(UTF8Ranges.sequences) {
            if sequence.count == 1 {
                ascii = ascii.union(ByteSet(sequence[0]))
                continue
            }
            var node = next
            for length in 1...sequence.count {
                let tail = Array(sequence.suffix(length))
                if let known = tails[tail] {
                    node = known
                } else {
                    node = try add(.byte(ByteSet(tail[0]), next: node))
                    tails[tail] = node
                }
            }
            starts.append(node)
        }
        if !ascii.isEmpty { starts.append(try add(.byte(ascii, next: next))) }
        return starts.count == 1 ? starts[0] : try add(.split(starts))
    }
}
