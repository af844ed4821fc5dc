import Foundation
import TruthCorpus

/// A statement to be judged, and what it ought to be.
struct LabelledStatement {
    enum Kind: Hashable, CustomStringConvertible {
        case unaltered
        case altered(Alteration)
        case uncovered

        var description: String {
            switch self {
            case .unaltered: "unaltered"
            case .altered(let alteration): "altered " + alteration.rawValue
            case .uncovered: "not covered"
            }
        }
    }

    var kind: Kind
    var text: String
    /// What it was made from.
    var origin: String
}

/// Draws the statements of one half.
struct Sample {
    private let entries: [Entry]
    private let pool: [String]
    private var random: RandomSource

    init(_ documents: [Document], split: Split, seed: UInt64) {
        entries = documents.filter { split.holds($0.title ?? "") }.compactMap(Entry.init)
        pool = Array(Set(entries.flatMap(\.names))).sorted()
        random = RandomSource(seed: seed)
    }

    /// `count` statements reworded, and `count` reworded and altered, a quarter for each kind of alteration; no entry twice.
    ///
    /// The unaltered ones hold the same kinds of facts in the same shares, so that they can't be told apart by having none.
    mutating func statements(count: Int) -> [LabelledStatement] {
        var wanted: [(Alteration, Bool)] = []
        for alteration in Alteration.allCases { wanted += Array(repeating: [(alteration, true), (alteration, false)], count: count / 4).flatMap { $0 } }
        var statements: [LabelledStatement] = []
        for entry in entries.shuffled(using: &random) where !wanted.isEmpty {
            guard let base = entry.statements.randomElement(using: &random) else { continue }
            for (index, (alteration, isAltered)) in wanted.enumerated() {
                guard let statement = statement(from: base, entry, alteration, isAltered) else { continue }
                statements.append(statement)
                wanted.remove(at: index)
                break
            }
        }
        return statements
    }

    private mutating func statement(from base: String, _ entry: Entry, _ alteration: Alteration, _ isAltered: Bool) -> LabelledStatement? {
        guard alteration.occurs(in: base, of: entry),
            let reworded = Rewording.reworded(base, subject: entry.subject, random: &random)?.text, alteration.occurs(in: reworded, of: entry)
        else { return nil }
        guard isAltered else { return LabelledStatement(kind: .unaltered, text: reworded, origin: base) }
        guard let altered = alteration.apply(to: reworded, of: entry, pool: pool, random: &random), altered != reworded else { return nil }
        return LabelledStatement(kind: .altered(alteration), text: altered, origin: base)
    }
}

/// Statements about things that a dictionary of computing doesn't cover.
enum Uncovered {
    /// A third each from true_false/cities, true_false/common_claim and scifact's training claims.
    static func statements(folder: String, split: Split, count: Int, seed: UInt64) throws -> [LabelledStatement] {
        var random = RandomSource(seed: seed)
        var statements: [LabelledStatement] = []
        for (file, field) in [("true_false/cities.jsonl", "statement"), ("true_false/common_claim.jsonl", "statement"), ("scifact/claims_train.jsonl", "claim")] {
            let lines = try String(contentsOfFile: folder + "/" + file, encoding: .utf8).split(separator: "\n")
            let texts = try lines.compactMap { line -> String? in
                let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                return row?[field] as? String
            }.filter { split.holds($0) && !speaksOfComputing($0) }
            statements += texts.shuffled(using: &random).prefix((count + 2) / 3).map { LabelledStatement(kind: .uncovered, text: $0, origin: file) }
        }
        return Array(statements.prefix(count))
    }

    private static func speaksOfComputing(_ text: String) -> Bool {
        ["comput", "software", "internet", "program", "digital", "video game", "website", "online", "apple", "microsoft", "google"].contains { text.lowercased().contains($0) }
    }
}
