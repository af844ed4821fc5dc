/// The shortest way from every node to the end of its rule.
///
/// A node's cost follows from those of the nodes it leads to; whenever one falls, those that depend on it are looked at again.
struct ProgramCosts {
    private(set) var costs: [Program.Cost]
    private let nodes: [Program.Node]
    private let starts: [Int32]

    init(nodes: [Program.Node], starts: [Int32]) throws(GrammarError) {
        self.nodes = nodes
        self.starts = starts
        costs = Array(repeating: .infinite, count: nodes.count)
        try relax()
    }

    private mutating func relax() throws(GrammarError) {
        let dependents = dependents()
        // Each node's next ones come before it, so that the first round settles all but rules that are called.
        var queue = Array(nodes.indices)
        var isQueued = [Bool](repeating: true, count: nodes.count)
        var position = 0
        let limit = 64 * nodes.count + 1_000_000
        while position < queue.count {
            guard position < limit else { throw .tooLarge(what: "steps to find the shortest text", limit: limit) }
            let index = queue[position]
            position += 1
            isQueued[index] = false
            let cost = cost(of: nodes[index])
            guard cost < costs[index] else { continue }
            costs[index] = cost
            for other in dependents[index] where !isQueued[Int(other)] {
                isQueued[Int(other)] = true
                queue.append(Int(other))
            }
        }
    }

    private func dependents() -> [[Int32]] {
        var dependents = [[Int32]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            func add(_ other: Int32) { dependents[Int(other)].append(Int32(index)) }
            switch node {
            case .byte(_, let next): add(next)
            case .split(let branches): for branch in branches { add(branch) }
            case .call(let rule, let next):
                add(starts[Int(rule)])
                add(next)
            case .loop(let body, _, _, let next):
                add(body)
                add(next)
            case .end: break
            }
        }
        return dependents
    }

    private func cost(of node: Program.Node) -> Program.Cost {
        switch node {
        case .end: return Program.Cost(byteCount: 0, depth: 0)
        case .byte(let set, let next):
            guard !set.isEmpty else { return .infinite }
            return sum(Program.Cost(byteCount: 1, depth: 0), costs[Int(next)])
        case .split(let branches): return branches.map { costs[Int($0)] }.min() ?? .infinite
        case .call(let rule, let next):
            var inner = costs[Int(starts[Int(rule)])]
            // The last thing in a rule takes its place instead of lying on top.
            if case .end = nodes[Int(next)] {} else { inner.depth += 1 }
            return sum(inner, costs[Int(next)])
        case .loop(let body, let minimum, _, let next):
            guard minimum > 0 else { return costs[Int(next)] }
            let inner = costs[Int(body)]
            let (byteCount, isTooLong) = inner.byteCount.multipliedReportingOverflow(by: Int(minimum))
            guard inner.isFinite, !isTooLong else { return .infinite }
            return sum(Program.Cost(byteCount: byteCount, depth: inner.depth + 1), costs[Int(next)])
        }
    }

    /// One after the other.
    private func sum(_ first: Program.Cost, _ second: Program.Cost) -> Program.Cost {
        let byteCount = first.byteCount + second.byteCount
        guard first.isFinite, second.isFinite, byteCount < Program.Cost.infinite.byteCount else { return .infinite }
        return Program.Cost(byteCount: byteCount, depth: max(first.depth, second.depth))
    }
}
