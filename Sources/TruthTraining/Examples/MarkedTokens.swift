/// A text's tokens, some of which a model is to learn or to be judged by.
package struct MarkedTokens: Sendable, Hashable {
    package private(set) var ids: [Int32] = []
    /// Whether each is to be predicted from those before it. The first never is.
    package private(set) var isTarget: [Bool] = []

    package init() {}

    package var targetCount: Int { isTarget.reduce(0) { $0 + ($1 ? 1 : 0) } }

    /// Rows that the text takes in a batch: each token but the last predicts the next.
    package var rowCount: Int { max(0, ids.count - 1) }

    package mutating func append(_ more: some Sequence<Int>, isTarget: Bool) {
        for id in more {
            self.isTarget.append(isTarget && !ids.isEmpty)
            ids.append(Int32(id))
        }
    }

    /// The first `count` tokens.
    package func prefix(_ count: Int) -> MarkedTokens {
        var result = self
        if ids.count > count {
            result.ids.removeLast(ids.count - count)
            result.isTarget.removeLast(isTarget.count - count)
        }
        return result
    }

    /// The same with the last stretch of targets as the only one, and nothing behind it.
    package var lastTargetsOnly: MarkedTokens {
        guard let last = isTarget.lastIndex(of: true) else { return self }
        var result = prefix(last + 1)
        let start = result.isTarget.lastIndex(of: false)!
        for index in 0...start { result.isTarget[index] = false }
        return result
    }
}
