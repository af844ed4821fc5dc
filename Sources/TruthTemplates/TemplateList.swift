/// Values in a row; Python's lists and tuples alike.
struct TemplateList {
    let elements: [TemplateValue]
    let size: ValueSize

    init(_ elements: [TemplateValue]) {
        self.elements = elements
        var size = ValueSize(depth: 1, weight: 1)
        for element in elements { size.add(element.size) }
        self.size = size
    }
}

/// How deep a value goes and how much it holds, with parts that it holds twice counted twice: what walking it takes.
struct ValueSize {
    /// Lists and dictionaries inside each other.
    var depth: Int
    /// Values and scalars; stays at its greatest.
    var weight: Int

    /// Takes in a value that becomes part of this one.
    mutating func add(_ part: ValueSize) {
        depth = max(depth, part.depth + 1)
        let (sum, isTooMuch) = weight.addingReportingOverflow(part.weight)
        weight = isTooMuch ? Int.max : sum
    }
}
