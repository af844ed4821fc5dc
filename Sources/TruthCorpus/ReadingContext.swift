/// What the readers of one import share.
struct ReadingContext {
    let options: ReadingOptions
    let names: SourceNames
    let tally: Tally
    let budget: UnpackingBudget

    /// Counts what is left out.
    final class Tally {
        private(set) var counts: [LeftOut: Int] = [:]
        func count(_ reason: LeftOut, _ number: Int = 1) { counts[reason, default: 0] += number }
    }

    /// The same for another file, which may unpack to as much as it deserves itself.
    func with(budget: UnpackingBudget) -> ReadingContext {
        ReadingContext(options: options, names: names, tally: tally, budget: budget)
    }

    /// The record of an outcome; `nil` for what is left out, which is counted.
    ///
    /// - Parameter raw: The record as it stands in its file, for the hash of one that is set aside; empty when it isn't known.
    func record(_ outcome: ReadOutcome, of place: String, number: Int?, offset: Int?, raw: [UInt8] = []) -> ReadRecord? {
        switch outcome {
        case .document(let document):
            return .document(document)
        case .leftOut(let reason):
            tally.count(reason)
            return nil
        case .fault(let fault):
            return .rejected(
                RejectedRecord(
                    file: place, record: number, byteOffset: offset.map { $0 + fault.offset }, reason: fault.reason,
                    rawHash: raw.isEmpty ? nil : Document.hash(of: raw)))
        }
    }
}
