/// Finds rules that begin with themselves.
enum LeftRecursion {
    /// - Throws: ``GrammarError/leftRecursion(rule:)`` with the first such rule.
    static func refuse(in program: Program) throws(GrammarError) {
        let beginnings = program.starts.map { rulesCalled(from: $0, in: program) }
        // Rules are taken away whose beginnings are all taken away; what stays begins with itself, or with one that does.
        var dependents = [[Int]](repeating: [], count: beginnings.count)
        var open = beginnings.map(\.count)
        for (rule, called) in beginnings.enumerated() {
            for other in called { dependents[other].append(rule) }
        }
        var free = open.indices.filter { open[$0] == 0 }
        while let rule = free.popLast() {
            for other in dependents[rule] {
                open[other] -= 1
                if open[other] == 0 { free.append(other) }
            }
        }
        if let rule = open.firstIndex(where: { $0 > 0 }) { throw .leftRecursion(rule: program.names[rule]) }
    }

    /// The rules that may be called from `start` before a byte has been read.
    private static func rulesCalled(from start: Int32, in program: Program) -> Set<Int> {
        var called: Set<Int> = []
        var visited: Set<Int32> = []
        var waiting = [start]
        func isNullable(_ node: Int32) -> Bool { program.costs[Int(node)].byteCount == 0 }
        while let index = waiting.popLast() {
            guard visited.insert(index).inserted else { continue }
            switch program.nodes[Int(index)] {
            case .byte, .end: break
            case .split(let branches): waiting += branches
            case .call(let rule, let next):
                called.insert(Int(rule))
                if isNullable(program.starts[Int(rule)]) { waiting.append(next) }
            case .loop(let body, let minimum, _, let next):
                waiting.append(body)
                if minimum == 0 || isNullable(body) { waiting.append(next) }
            }
        }
        return called
    }
}
