/// The places that reading a text may lead to, found when first reached, and what each byte leads to from there.
///
/// A state is the set of all ways to read the text so far: each a node that reads the next byte, and a stack of what is open
/// around it. Stacks are shared lists of frames, each stored once, so that equal states have equal numbers.
struct StateTable {
    /// One way to go on.
    struct Head: Hashable, Comparable {
        var node: Int32
        /// The innermost frame; -1 at the bottom.
        var frame: Int32

        static func < (left: Head, right: Head) -> Bool { (left.node, left.frame) < (right.node, right.frame) }
    }

    /// What is open: a rule that was called, or a repetition.
    private struct Frame: Hashable {
        /// Where a called rule returns to, or the repetition's node.
        var node: Int32
        /// Turns of the repetition begun so far; -1 for a rule.
        var count: Int32
        var parent: Int32
    }

    private struct Key: Hashable {
        var heads: [Head]
        var isAccepting: Bool
    }

    static let dead: Int32 = -1
    private static let unknown: Int32 = -2
    private static let bottom: Int32 = -1

    let program: Program
    private var frames: [Frame] = []
    private var frameNumbers: [Frame: Int32] = [:]
    /// What closing each frame and all under it takes at least, and how deep the stack is with it.
    private var frameCosts: [Program.Cost] = []
    private var frameDepths: [Int] = []
    private var states: [Key] = []
    private var stateNumbers: [Key: Int32] = [:]
    /// Bytes of the shortest text that completes each state.
    private var distances: [Int] = []
    /// By state and class of byte.
    private var transitions: [Int32] = []
    private var representatives: [Int32] = []

    init(_ program: Program) {
        self.program = program
        _ = close([Arrival(node: program.root, frame: Self.bottom, count: 0)])
    }

    /// Where every text begins.
    let start: Int32 = 0
    /// Whether the table has grown so large that it should be begun anew.
    var isFull: Bool { transitions.count > GrammarLimits.transitionCount || frames.count > GrammarLimits.transitionCount }

    /// Whether the text so far fits.
    func isAccepting(_ state: Int32) -> Bool { states[Int(state)].isAccepting }
    /// Whether nothing can follow.
    func isFinal(_ state: Int32) -> Bool { states[Int(state)].heads.isEmpty }
    func distance(_ state: Int32) -> Int { distances[Int(state)] }

    /// The state after `byte`, or ``dead``.
    mutating func step(_ state: Int32, _ byte: UInt8) -> Int32 {
        let place = Int(state) * program.classCount + Int(program.classes[Int(byte)])
        let known = transitions[place]
        if known != Self.unknown { return known }
        let found = find(after: byte, from: state)
        transitions[place] = found
        return found
    }

    /// The byte that begins the shortest completion, where there is one to come.
    func byteTowardsEnd(of state: Int32) -> UInt8? {
        guard !isAccepting(state) else { return nil }
        let nearest = states[Int(state)].heads.min { cost(of: $0).byteCount < cost(of: $1).byteCount }
        guard let nearest, case .byte(let set, _) = program.nodes[Int(nearest.node)] else { return nil }
        return set.plainest
    }

    // MARK: - Finding states

    /// On the way to the nodes that read a byte: a node reached, and for a repetition how many turns lie behind.
    private struct Arrival: Hashable {
        var node: Int32
        var frame: Int32
        var count: Int32
    }

    private mutating func find(after byte: UInt8, from state: Int32) -> Int32 {
        var arrivals: [Arrival] = []
        for head in states[Int(state)].heads {
            if case .byte(let set, let next) = program.nodes[Int(head.node)], set.contains(byte) {
                arrivals.append(Arrival(node: next, frame: head.frame, count: 0))
            }
        }
        return arrivals.isEmpty ? Self.dead : close(arrivals)
    }

    /// Follows everything that reads nothing, until only nodes are left that read a byte.
    private mutating func close(_ beginnings: [Arrival]) -> Int32 {
        var heads: Set<Head> = []
        var isAccepting = false
        var visited: Set<Arrival> = []
        var fewestTurns: [Head: Int32] = [:]
        var waiting = Array(beginnings.reversed())
        while let arrival = waiting.popLast() {
            if mayTurnEmpty(arrival.node) {
                // Or it would turn forever. Fewer turns behind leave more ahead.
                guard arrival.count < fewestTurns[Head(node: arrival.node, frame: arrival.frame), default: .max] else { continue }
                fewestTurns[Head(node: arrival.node, frame: arrival.frame)] = arrival.count
            } else {
                guard visited.insert(arrival).inserted else { continue }
            }
            let (node, frame) = (arrival.node, arrival.frame)
            switch program.nodes[Int(node)] {
            case .byte(let set, _):
                let head = Head(node: node, frame: frame)
                // A stack too deep is given up, unless the way that is shortest fits: that one always does.
                if !set.isEmpty, cost(of: head).isFinite, cost(of: head).depth <= GrammarLimits.stackDepth { heads.insert(head) }
            case .split(let branches):
                for branch in branches.reversed() { waiting.append(Arrival(node: branch, frame: frame, count: 0)) }
            case .call(let rule, let next):
                let isLast = if case .end = program.nodes[Int(next)] { true } else { false }
                let inner = isLast ? frame : intern(Frame(node: next, count: -1, parent: frame))
                waiting.append(Arrival(node: program.starts[Int(rule)], frame: inner, count: 0))
            case .loop(let body, let minimum, let maximum, let next):
                // Turns that may be empty aren't counted towards the minimum: empty ones make it up.
                let needed = program.costs[Int(body)].byteCount == 0 ? 0 : minimum
                if arrival.count >= needed { waiting.append(Arrival(node: next, frame: frame, count: 0)) }
                guard maximum < 0 || arrival.count < maximum else { break }
                let count = maximum < 0 ? min(arrival.count + 1, needed) : arrival.count + 1
                waiting.append(Arrival(node: body, frame: intern(Frame(node: node, count: count, parent: frame)), count: 0))
            case .end:
                guard frame != Self.bottom else {
                    isAccepting = true
                    break
                }
                let open = frames[Int(frame)]
                waiting.append(Arrival(node: open.node, frame: open.parent, count: max(0, open.count)))
            }
        }
        return intern(heads, isAccepting: isAccepting)
    }

    /// Whether the node is a repetition whose turns may be empty.
    private func mayTurnEmpty(_ node: Int32) -> Bool {
        guard case .loop(let body, _, _, _) = program.nodes[Int(node)] else { return false }
        return program.costs[Int(body)].byteCount == 0
    }

    private func cost(of head: Head) -> Program.Cost {
        sum(program.costs[Int(head.node)], head.frame)
    }

    /// What completing takes from a node of this cost with `frame` open.
    private func sum(_ cost: Program.Cost, _ frame: Int32) -> Program.Cost {
        guard frame != Self.bottom else { return cost }
        let outer = frameCosts[Int(frame)]
        return Program.Cost(byteCount: cost.byteCount + outer.byteCount, depth: max(cost.depth + frameDepths[Int(frame)], outer.depth))
    }

    private mutating func intern(_ frame: Frame) -> Int32 {
        if let number = frameNumbers[frame] { return number }
        let number = Int32(frames.count)
        frames.append(frame)
        frameNumbers[frame] = number
        frameCosts.append(sum(costOfReturn(to: frame), frame.parent))
        frameDepths.append(1 + (frame.parent == Self.bottom ? 0 : frameDepths[Int(frame.parent)]))
        return number
    }

    /// What is left of the rule or the repetition once the frame's inner part has ended.
    private func costOfReturn(to frame: Frame) -> Program.Cost {
        guard frame.count >= 0, case .loop(let body, let minimum, _, let next) = program.nodes[Int(frame.node)] else {
            return program.costs[Int(frame.node)]
        }
        let missing = max(0, Int(minimum) - Int(frame.count))
        let (turn, after) = (program.costs[Int(body)], program.costs[Int(next)])
        return Program.Cost(
            byteCount: missing * turn.byteCount + after.byteCount, depth: missing > 0 ? max(turn.depth + 1, after.depth) : after.depth)
    }

    private mutating func intern(_ found: Set<Head>, isAccepting: Bool) -> Int32 {
        var heads = Array(found)
        if heads.count > GrammarLimits.headCount {
            // Giving up some ways to go on leaves fewer texts, all of which fit; the shortest completion is among those kept.
            heads.sort { (cost(of: $0).byteCount, $0) < (cost(of: $1).byteCount, $1) }
            heads.removeLast(heads.count - GrammarLimits.headCount)
        }
        heads.sort()
        let key = Key(heads: heads, isAccepting: isAccepting)
        guard !heads.isEmpty || isAccepting else { return Self.dead }
        if let number = stateNumbers[key] { return number }
        let number = Int32(states.count)
        states.append(key)
        stateNumbers[key] = number
        distances.append(isAccepting ? 0 : heads.map { cost(of: $0).byteCount }.min() ?? 0)
        transitions.append(contentsOf: repeatElement(Self.unknown, count: program.classCount))
        representatives.append(Self.unknown)
        return number
    }

    // MARK: - Counting

    /// A state from which the next `reach` bytes may be the same ones: counts that can't matter so soon are set to one value.
    ///
    /// A string of at most 500 characters thus needs one mask until its end comes near, not 500.
    mutating func representative(of state: Int32, reach: Int) -> Int32 {
        if representatives[Int(state)] != Self.unknown { return representatives[Int(state)] }
        let key = states[Int(state)]
        var heads: Set<Head> = []
        var known: [Int32: Int32] = [:]
        for head in key.heads {
            heads.insert(Head(node: head.node, frame: representative(ofFrame: head.frame, reach: reach, &known)))
        }
        let found = intern(heads, isAccepting: key.isAccepting)
        representatives[Int(state)] = found
        return found
    }

    private mutating func representative(ofFrame frame: Int32, reach: Int, _ known: inout [Int32: Int32]) -> Int32 {
        guard frame != Self.bottom else { return frame }
        if let result = known[frame] { return result }
        var changed = frames[Int(frame)]
        changed.parent = representative(ofFrame: changed.parent, reach: reach, &known)
        changed.count = representativeCount(of: changed, reach: reach)
        let result = intern(changed)
        known[frame] = result
        return result
    }

    private func representativeCount(of frame: Frame, reach: Int) -> Int32 {
        guard frame.count >= 0, case .loop(let body, let minimum, let maximum, _) = program.nodes[Int(frame.node)] else { return frame.count }
        guard program.costs[Int(body)].byteCount > 0 else { return frame.count }
        // Each turn reads a byte at least.
        if frame.count >= minimum { return maximum < 0 || Int(maximum) - Int(frame.count) > reach ? max(1, minimum) : frame.count }
        return Int(minimum) - Int(frame.count) > reach ? 1 : frame.count
    }
}
