/// What BERT's normaliser and pre-tokenizer do with a Unicode scalar.
enum BertScalarAction: UInt8 {
    /// Part of a word.
    case word
    /// A word of its own.
    case punctuation
    /// Left out: control characters, U+FFFD.
    case removed
    /// Separates words.
    case space
    /// A word of its own, by its place in the CJK blocks.
    case chinese
    /// An accent: left out of text that is lower-cased.
    case mark
    /// Part of a word; lower-casing or leaving out its accents makes something else of it.
    case mapped
    case mappedPunctuation
    case mappedChinese
    /// A syllable, which comes apart into its letters.
    case hangul
    /// Part of a word; neighbours of its kind are put into canonical order.
    case combining
}

/// The action of every scalar, and where its output is.
struct BertScalarActions: Sendable {
    static let shared = BertScalarActions()

    private var starts: [UInt32] = []
    private var actions: [BertScalarAction] = []
    /// How many mapped scalars come before each run.
    private var mappedBefore: [Int] = []
    /// The run of each scalar up to U+FFFF.
    private var runOfScalar: [UInt16] = []

    private init() {
        var mapped = 0
        for run in BertScalarTable.runs {
            let start = run >> 4
            if let last = actions.last, Self.isMapped(last) { mapped += Int(start - starts[starts.count - 1]) }
            if start <= 0xFFFF, !starts.isEmpty {
                runOfScalar.append(contentsOf: repeatElement(UInt16(starts.count - 1), count: Int(start) - runOfScalar.count))
            }
            guard let action = BertScalarAction(rawValue: UInt8(run & 15)) else {
                preconditionFailure("BertScalarTable: the run \(run) has no action")
            }
            starts.append(start)
            actions.append(action)
            mappedBefore.append(mapped)
        }
    }

    func action(of scalar: UInt32) -> BertScalarAction { actions[run(of: scalar)] }

    /// What a mapped scalar becomes; 0 if it becomes several, which ``BertScalarTable/severalOutputs`` has.
    func output(of scalar: UInt32) -> UInt32 {
        let run = run(of: scalar)
        return BertScalarTable.outputs[mappedBefore[run] + Int(scalar - starts[run])]
    }

    private static func isMapped(_ action: BertScalarAction) -> Bool {
        action == .mapped || action == .mappedPunctuation || action == .mappedChinese
    }

    private func run(of scalar: UInt32) -> Int {
        if scalar < runOfScalar.count { return Int(runOfScalar[Int(scalar)]) }
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= scalar { low = middle } else { high = middle }
        }
        return low
    }
}
