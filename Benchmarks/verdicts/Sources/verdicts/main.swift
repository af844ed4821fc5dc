// Measures what verdicts mean: statements taken from FOLDOC and reworded, the same with one fact altered, and statements about other things.
//
//   swift run -c release verdicts --foldoc FOLDER --data FOLDER [--embedder FOLDER] [--store FILE] [--split dev|test] [--seed N] [--count N] [--show]

import Foundation
import TruthAnswers
import TruthClaims
import TruthCorpus
import TruthEvidence
import TruthModels

struct MiniLM: Embedder {
    let encoder: SentenceEncoder
    var dimension: Int { encoder.dimension }
    func embed(_ texts: [String]) throws -> [[Float]] { try encoder.embed(texts) }
}

func option(_ name: String) -> String? {
    guard let index = CommandLine.arguments.firstIndex(of: name), index + 1 < CommandLine.arguments.count else { return nil }
    return CommandLine.arguments[index + 1]
}

guard let foldoc = option("--foldoc") else {
    print("Name the folder with foldoc.index and foldoc.dict.dz: --foldoc FOLDER")
    exit(2)
}
guard let split = Split(rawValue: option("--split") ?? "dev") else {
    print("--split is dev or test.")
    exit(2)
}
let seed = option("--seed").flatMap(UInt64.init) ?? 1
let count = option("--count").flatMap(Int.init) ?? 100
let shows = CommandLine.arguments.contains("--show")

let documents = try DocumentReader(path: foldoc + "/foldoc.index").compactMap { record -> Document? in
    if case .document(let document) = record { document } else { nil }
}
let store = try option("--store").map { try EvidenceStore(path: $0) } ?? EvidenceStore.inMemory()
try store.add(documents: documents)
let embedder = try option("--embedder").map { MiniLM(encoder: try SentenceEncoder.load(path: $0)) }
let pipeline = AnswerPipeline(generator: nil, search: store, embedder: embedder)

var sample = Sample(documents, split: split, seed: seed)
var statements = sample.statements(count: count)
if let data = option("--data") { statements += try Uncovered.statements(folder: data, split: split, count: count, seed: seed) }
print("\(documents.count) entries, \(statements.count) statements of the \(split.rawValue) half, seed \(seed), \(embedder == nil ? "words only" : "with embedder")")

var report = Report()
var overlaps: [(kind: LabelledStatement.Kind, overlap: Double)] = []
let clock = ContinuousClock()
var slowest = Duration.zero
let start = clock.now
for statement in statements {
    var verdicts: [Assessment] = []
    let began = clock.now
    for try await event in pipeline.check(statement.text) {
        if case .assessed(_, let assessment) = event { verdicts.append(assessment) }
    }
    slowest = max(slowest, clock.now - began)
    // A statement that falls into several claims is supported when all are, refuted when one is.
    let order: [Verdict] = [.refuted, .contested, .unverified, .notCheckable, .supported]
    let verdict = order.first { candidate in verdicts.contains { $0.verdict == candidate } } ?? .unverified
    report.add(statement.kind, verdict)
    overlaps.append((statement.kind, Baseline.overlap(of: statement.text, with: try store.search(statement.text, limit: 5))))
    let isRight = statement.kind == .unaltered ? verdict == .supported : verdict != .supported
    if shows, !isRight {
        print("\n[\(statement.kind)] \(verdict.rawValue)\n  \(statement.text)\n  from: \(statement.origin)")
        for assessment in verdicts {
            print("  \(assessment.verdict.rawValue): \(assessment.reason)")
            print("  " + assessment.checks.map { "\($0.kind.rawValue) \($0.claimed) / \($0.found ?? "-") \($0.agrees ? "ok" : "NO")" }.joined(separator: " · "))
            for evidence in assessment.evidence.prefix(2) { print("    \(evidence.stance.rawValue) \(evidence.passage.title ?? ""): \(evidence.passage.text.prefix(300).replacing("\n", with: " "))") }
        }
    }
}
print("\nVerdicts (\((clock.now - start) / statements.count) a statement, slowest \(slowest)):")
report.print()

print("\nPlain baseline: supported where the best passage holds this share of the statement's words")
for threshold in [0.6, 0.7, 0.8, 0.9, 1.0] {
    func share(_ matches: (LabelledStatement.Kind) -> Bool) -> String {
        let values = overlaps.filter { matches($0.kind) }.map(\.overlap)
        return interval(values.count { $0 >= threshold }, of: values.count)
    }
    let altered: (LabelledStatement.Kind) -> Bool = { if case .altered = $0 { true } else { false } }
    print("≥ \(threshold): unaltered \(share { $0 == .unaltered }); altered \(share(altered)); not covered \(share { $0 == .uncovered })")
}
