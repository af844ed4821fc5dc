/// Text in a template: Unicode scalars, each of which knows whether the template wrote it or it came out of the data.
///
/// The mark stays with a scalar through slices, replacements and concatenations, so that special tokens can be told from
/// their look-alikes in a user's words wherever these end up. Python counts in scalars too, so indices agree.
public struct TemplateText: Sendable {
    static let mark: UInt32 = 1 << 31

    /// Scalars, with the top bit set on those that came out of data.
    var units: [UInt32]

    init(units: [UInt32]) { self.units = units }

    /// The scalars of `text`.
    ///
    /// - Parameter isData: Whether it is somebody's words rather than the template's.
    public init(_ text: String, isData: Bool = false) {
        let mark = isData ? Self.mark : 0
        units = text.unicodeScalars.map { $0.value | mark }
    }

    /// The number of scalars.
    public var count: Int { units.count }

    /// The text without its marks.
    public var string: String {
        var scalars = String.UnicodeScalarView()
        for unit in units { scalars.append(Self.scalar(unit)) }
        return String(scalars)
    }

    /// The bytes of the text, and for each whether it came out of data.
    public var markedBytes: (bytes: [UInt8], isData: [Bool]) {
        var bytes: [UInt8] = []
        var isData: [Bool] = []
        bytes.reserveCapacity(units.count)
        isData.reserveCapacity(units.count)
        for unit in units {
            let count = bytes.count
            if unit & ~Self.mark < 0x80 {
                bytes.append(UInt8(unit & 0x7F))
            } else {
                bytes += UTF8.encode(Self.scalar(unit)) ?? UTF8.encodedReplacementCharacter
            }
            isData.append(contentsOf: repeatElement(unit & Self.mark != 0, count: bytes.count - count))
        }
        return (bytes, isData)
    }

    static func scalar(_ unit: UInt32) -> Unicode.Scalar { Unicode.Scalar(unit & ~mark) ?? "\u{FFFD}" }

    static func + (left: TemplateText, right: TemplateText) -> TemplateText { TemplateText(units: left.units + right.units) }

    static func += (left: inout TemplateText, right: TemplateText) { left.units += right.units }

    subscript(range: Range<Int>) -> TemplateText { TemplateText(units: Array(units[range])) }
}

extension TemplateText: Hashable, Comparable, ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self.init(text) }

    /// Whether both say the same, whoever says it.
    public static func == (left: TemplateText, right: TemplateText) -> Bool {
        left.units.count == right.units.count && zip(left.units, right.units).allSatisfy { ($0 ^ $1) & ~mark == 0 }
    }

    public static func < (left: TemplateText, right: TemplateText) -> Bool {
        left.units.lazy.map { $0 & ~mark }.lexicographicallyPrecedes(right.units.lazy.map { $0 & ~mark })
    }

    public func hash(into hasher: inout Hasher) {
        for unit in units { hasher.combine(unit & ~Self.mark) }
    }
}
