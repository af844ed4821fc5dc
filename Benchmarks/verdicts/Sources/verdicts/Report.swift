import Foundation
import TruthClaims

/// Counts of verdicts by kind of statement.
struct Report {
    private var counts: [String: [Verdict: Int]] = [:]
    private var order: [String] = []

    mutating func add(_ kind: LabelledStatement.Kind, _ verdict: Verdict) {
        var keys = ["\(kind)"]
        if case .altered = kind { keys.append("altered, all") }
        for key in keys {
            if counts[key] == nil { order.append(key) }
            counts[key, default: [:]][verdict, default: 0] += 1
        }
    }

    func print() {
        let columns: [Verdict] = [.supported, .refuted, .contested, .unverified, .notCheckable]
        Swift.print("statement".padded(18) + columns.map { $0.rawValue.padded(14) }.joined() + "shown as supported, 95 % interval")
        for key in order.sorted() {
            let row = counts[key] ?? [:]
            let total = row.values.reduce(0, +)
            Swift.print(key.padded(18) + columns.map { "\(row[$0] ?? 0)".padded(14) }.joined() + interval(row[.supported] ?? 0, of: total))
        }
    }
}

/// A share with its Wilson interval.
func interval(_ count: Int, of total: Int) -> String {
    guard total > 0 else { return "none" }
    let z = 1.959964
    let n = Double(total)
    let p = Double(count) / n
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot() / (1 + z * z / n)
    return String(format: "%.1f %% (%.1f–%.1f), n = %d", 100 * p, 100 * max(0, middle - half), 100 * min(1, middle + half), total)
}

extension String {
    func padded(_ width: Int) -> String { padding(toLength: max(width, count + 1), withPad: " ", startingAt: 0) }
}
