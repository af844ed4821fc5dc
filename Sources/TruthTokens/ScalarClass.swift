/// What the pre-tokenizers' regular expressions tell apart: `\p{L}`, `\p{N}`, `\s` and the rest.
///
/// The classes are those of HF tokenizers' regular-expression engine, scalar by scalar, rather than of Swift's standard
/// library, whose Unicode version differs.
package enum ScalarClass: UInt8, Sendable {
    case other, letter, number, space
    /// Where a word must end: the end of the text, or a digit that stands alone.
    case boundary
}

extension ScalarClass {
    /// The class of each scalar for regular expressions; scalars past the end are `other`.
    static let plain = table { $0 == 4 ? .other : ScalarClass(rawValue: $0) ?? .other }

    /// The same with every digit of HF's `Digits` standing alone.
    static let isolatingDigits = table { $0 == 2 || $0 == 4 ? .boundary : ScalarClass(rawValue: $0) ?? .other }

    private static func table(_ meaning: (UInt8) -> ScalarClass) -> [ScalarClass] {
        var table: [ScalarClass] = []
        var current = ScalarClass.other
        for run in ScalarClassTable.runs {
            // Surrogates fall into the run before them; no valid text asks for them.
            table.append(contentsOf: repeatElement(current, count: Int(run >> 3) - table.count))
            current = meaning(UInt8(run & 7))
        }
        precondition(current == .other, "ScalarClassTable: the last run must be 'other'")
        return table
    }
}
