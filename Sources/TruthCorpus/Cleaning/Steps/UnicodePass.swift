/// One walk over a text that copies what stays.
struct UnicodePass {
    let maximumMarks: Int
    /// Whether a scalar was met that may not be in composed form.
    private(set) var needsComposing = false

    private var controls = 0
    private var zeroWidths = 0
    private var directions = 0
    private var marks = 0
    /// The last scalar that was kept.
    private var previous: UInt32 = 0x20
    private var marksOnLetter = 0

    init(maximumMarks: Int) { self.maximumMarks = maximumMarks }

    /// What was taken out.
    var findings: [StepFinding] {
        [("control characters", controls), ("zero-width characters", zeroWidths), ("bidirectional characters", directions), ("marks beyond the limit", marks)]
            .filter { $0.1 > 0 }.map { StepFinding(kind: $0.0, count: $0.1) }
    }

    /// Copies what stays of `bytes` from `start` on to `output`.
    mutating func run(_ bytes: [UInt8], from start: Int, into output: inout [UInt8]) {
        let text = bytes.span
        var index = start
        while index < text.count {
            let plainEnd = UnicodeStep.endOfPlain(text, from: index)
            if plainEnd > index {
                output.append(contentsOf: bytes[index..<plainEnd])
                previous = UInt32(text[plainEnd &- 1])
                marksOnLetter = 0
                index = plainEnd
                continue
            }
            let first = index
            let scalar = text.nextScalar(&index)
            if scalar == 0x0D {
                // `\r\n` leaves its `\n`; a lone `\r` becomes one.
                if index >= text.count || text[index] != 0x0A { output.append(0x0A) }
            } else if scalar < 0x80 {
                controls += 1
            } else {
                let kind = ScalarKind(scalar)
                if case .lineEnd = kind { output.append(0x0A) }
                if keeps(scalar, kind, next: index < text.count ? text.scalar(at: index) : 0) {
                    output.append(contentsOf: bytes[first..<index])
                    // Composing may move other marks past these, and a joiner is judged by what it will stand behind.
                    if !(0x300...0x36F).contains(scalar) { previous = scalar }
                }
            }
        }
    }

    /// Whether a scalar beyond ASCII stays; counts it when it doesn't.
    private mutating func keeps(_ scalar: UInt32, _ kind: ScalarKind, next: UInt32) -> Bool {
        switch kind {
        case .plain:
            if !(0xFE00...0xFE0F).contains(scalar) { marksOnLetter = 0 }
            return true
        case .composable:
            marksOnLetter = 0
            needsComposing = true
            return true
        case .mark:
            marksOnLetter += 1
            needsComposing = true
            return Self.count(unless: marksOnLetter <= maximumMarks, &marks)
        case .lineEnd: return false
        case .control: return Self.count(unless: false, &controls)
        case .zeroWidth: return Self.count(unless: false, &zeroWidths)
        case .bidirectional: return Self.count(unless: false, &directions)
        case .joiner: return Self.count(unless: keepsJoiner(scalar, next: next), &zeroWidths)
        case .tag: return Self.count(unless: previous == 0x1F3F4 || (0xE0020...0xE007F).contains(previous), &zeroWidths)
        }
    }

    private static func count(unless isKept: Bool, _ counter: inout Int) -> Bool {
        counter += isKept ? 0 : 1
        return isKept
    }

    private func keepsJoiner(_ scalar: UInt32, next: UInt32) -> Bool {
        if ScalarKind.needsJoiners(previous) { return true }
        return scalar == 0x200D && ScalarKind.isEmoji(previous) && ScalarKind.isEmoji(next)
    }
}
