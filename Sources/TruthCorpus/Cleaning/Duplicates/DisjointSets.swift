/// Groups of documents that grow together (union-find): 4 bytes a document.
package struct DisjointSets: Sendable {
    private var parents: [UInt32]

    /// `count` documents, each a group of its own.
    package init(count: Int) {
        precondition(count <= Int(UInt32.max), "DisjointSets: \(count) documents, at most \(UInt32.max)")
        parents = (0..<UInt32(count)).map { $0 }
    }

    package var count: Int { parents.count }

    /// The first document of the group that `document` is in.
    package mutating func first(of document: UInt32) -> UInt32 {
        var root = document
        while parents[Int(root)] != root {
            // Each look halves the way for the next one.
            parents[Int(root)] = parents[Int(parents[Int(root)])]
            root = parents[Int(root)]
        }
        return root
    }

    /// Joins the groups of two documents; the first document of both leads the new group.
    package mutating func join(_ a: UInt32, _ b: UInt32) {
        let (first, second) = (self.first(of: a), self.first(of: b))
        if first < second { parents[Int(second)] = first } else { parents[Int(first)] = second }
    }
}
