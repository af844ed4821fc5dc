/// A binary heap of integers, the least on top.
struct MinimumHeap {
    private var elements: [UInt64] = []

    mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

    mutating func insert(_ element: UInt64) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0, elements[(child - 1) / 2] > element {
            elements[child] = elements[(child - 1) / 2]
            child = (child - 1) / 2
        }
        elements[child] = element
    }

    mutating func popMinimum() -> UInt64? {
        guard let minimum = elements.first, let last = elements.popLast() else { return nil }
        guard !elements.isEmpty else { return minimum }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < elements.count else { break }
            if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
            guard elements[child] < last else { break }
            elements[parent] = elements[child]
            parent = child
        }
        elements[parent] = last
        return minimum
    }
}
