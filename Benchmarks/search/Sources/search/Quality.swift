import Foundation
import TruthCorpus
import TruthEvidence

/// How good searches are on sets with known answers: SciFact, on which the fusion was chosen (by cross-fit), and two others.
struct Quality {
    struct Query {
        var text: String
        var relevant: Set<String>
        /// The documents that are ranked; all when `nil`.
        var candidates: Set<String>?
    }

    private let data: String
    private let work: String
    private let embedder: RememberingEmbedder
    private let set: String

    init(_ arguments: Arguments) throws {
        data = arguments.text("data")
        work = arguments.text("work")
        set = arguments.text("set")
        embedder = try RememberingEmbedder(arguments.text("embedder"))
    }

    func run() throws {
        switch set {
        case "scifact": try scifact()
        case "checkthat": try checkThat()
        case "privacy": try privacy()
        default: fatalError("--set is \(set); expected scifact, checkthat or privacy")
        }
    }

    private func store(_ documents: @autoclosure () throws -> [Document]) throws -> EvidenceStore {
        let store = try EvidenceStore(path: "\(work)/\(set).sqlite")
        if try store.statistics().documents == 0 { try store.add(documents: documents()) }
        try store.updateLexicalIndex()
        let start = ContinuousClock.now
        let result = try PassageEmbedding(store: store, embedder: embedder, name: "all-MiniLM-L6-v2").run()
        print("\(result.total) passages; embedding took \(ContinuousClock.now - start)")
        return store
    }

    /// The documents that a search finds, in the order of their best passages.
    private func ranking(_ store: EvidenceStore, _ query: Query, _ mode: SearchOptions.Mode, _ fusion: Fusion, limit: Int) throws -> [String] {
        let search = HybridSearch(store: store, embedder: embedder, fusion: fusion)
        return try ranking(search, query, mode, limit: limit)
    }

    private func ranking(_ search: HybridSearch, _ query: Query, _ mode: SearchOptions.Mode, limit: Int) throws -> [String] {
        let hits = try search.search(query.text, options: SearchOptions(limit: limit, mode: mode, collapsesCopies: false))
        var seen: Set<String> = []
        let found = hits.map(\.passage.document).filter { seen.insert($0).inserted }
        guard let candidates = query.candidates else { return found }
        return found.filter(candidates.contains)
    }

    private func rankings(_ store: EvidenceStore, _ queries: [Query], _ mode: SearchOptions.Mode, _ fusion: Fusion = .standard, limit: Int) throws -> [[String]] {
        let search = HybridSearch(store: store, embedder: embedder, fusion: fusion)
        return try queries.map { try ranking(search, $0, mode, limit: limit) }
    }

    // MARK: SciFact

    private static let fusions: [(name: String, fusion: Fusion)] =
        stride(from: 0.1, through: 0.91, by: 0.1).map { (String(format: "weighted %.1f", $0), Fusion.weighted(dense: $0)) }
        + [10, 30, 60, 100].map { ("reciprocal rank \(Int($0))", Fusion.reciprocalRank(k: $0)) }

    private func scifact() throws {
        let store = try store(
            try records("\(data)/scifact/corpus.jsonl").map { record in
                Document(
                    identity: "\(record["doc_id"]!)", title: record["title"] as? String, text: (record["abstract"] as! [String]).joined(separator: " "), source: "SciFact")
            })
        let queries = try ["train", "dev"].flatMap { try records("\(data)/scifact/claims_\($0).jsonl") }.map { record in
            Query(text: record["claim"] as! String, relevant: Set((record["cited_doc_ids"] as! [Any]).map { "\($0)" }))
        }
        print("\(queries.count) claims")
        var gains: [String: [Double]] = [:]
        for (name, mode) in [("lexical", SearchOptions.Mode.lexical), ("dense", .dense)] {
            let found = try rankings(store, queries, mode, limit: 180)
            gains[name] = zip(found, queries).map { Measures.gainAt10($0, $1.relevant) }
            print("\(name): nDCG@10 \(Measures.text(gains[name]!)), Recall@100 \(Measures.text(zip(found, queries).map { Measures.recall($0, $1.relevant, at: 100) }))")
        }
        var table: [[Double]] = []
        for (name, fusion) in Self.fusions {
            let found = try rankings(store, queries, .hybrid, fusion, limit: 30)
            table.append(zip(found, queries).map { Measures.gainAt10($0, $1.relevant) })
            print("  \(name): nDCG@10 \(String(format: "%.4f", table.last!.reduce(0, +) / Double(queries.count)))")
        }
        let (fitted, choices) = Self.crossFitted(table)
        print("hybrid, cross-fitted over 10 folds: nDCG@10 \(Measures.text(fitted)); chosen: \(choices)")
        let better = gains.max { $0.value.reduce(0, +) < $1.value.reduce(0, +) }!
        print("hybrid − \(better.key), paired: \(Measures.text(zip(fitted, better.value).map { $0 - $1 }))")
        let found = try rankings(store, queries, .hybrid, limit: 180)
        print("hybrid, standard fusion: nDCG@10 \(Measures.text(zip(found, queries).map { Measures.gainAt10($0, $1.relevant) })), Recall@100 \(Measures.text(zip(found, queries).map { Measures.recall($0, $1.relevant, at: 100) }))")
    }

    /// For each fold, the gains of the fusion that is best on the other folds.
    private static func crossFitted(_ table: [[Double]]) -> (gains: [Double], choices: [String: Int]) {
        let count = table[0].count
        var order = Array(0..<count), random = Seeded(state: 3)
        order.shuffle(using: &random)
        var gains = Array(repeating: 0.0, count: count), choices: [String: Int] = [:]
        for fold in 0..<10 {
            let held = Set(order.enumerated().filter { $0.offset % 10 == fold }.map(\.element))
            let best = table.indices.max { first, second in
                func total(_ index: Int) -> Double { (0..<count).reduce(0) { $0 + (held.contains($1) ? 0 : table[index][$1]) } }
                return total(first) < total(second)
            }!
            choices[fusions[best].name, default: 0] += 1
            for query in held { gains[query] = table[best][query] }
        }
        return (gains, choices)
    }

    // MARK: Sets on which nothing was chosen

    private func report(_ store: EvidenceStore, _ queries: [Query], limit: Int, _ name: String, _ measure: ([String], Set<String>) -> Double) throws {
        var values: [String: [Double]] = [:]
        for (mode, key) in [(SearchOptions.Mode.lexical, "lexical"), (.dense, "dense"), (.hybrid, "hybrid")] {
            let found = try rankings(store, queries, mode, limit: limit)
            values[key] = zip(found, queries).map { measure($0, $1.relevant) }
            print("\(key): \(name) \(Measures.text(values[key]!)), n = \(queries.count)")
        }
        let better = ["lexical", "dense"].max { values[$0]!.reduce(0, +) < values[$1]!.reduce(0, +) }!
        print("hybrid − \(better), paired: \(Measures.text(zip(values["hybrid"]!, values[better]!).map { $0 - $1 }))")
    }

    private func checkThat() throws {
        let folder = "\(data)/checkthat_claims"
        let store = try store(
            try records("\(folder)/verified_claims.jsonl").map { record in
                Document(identity: "\(record["id"]!)", title: record["title"] as? String, text: record["claim"] as! String, source: "CheckThat")
            })
        let queries = try ["train", "dev"].flatMap { try records("\(folder)/\($0).jsonl") }.map { record in
            Query(text: record["tweet"] as! String, relevant: Set((record["relevant"] as! [Any]).map { "\($0)" }))
        }
        try report(store, queries, limit: 20, "MAP@5") { Measures.precision($0, $1, at: 5) }
    }

    private func privacy() throws {
        var clauses: [String: String] = [:], byQuestion: [String: Query] = [:]
        for record in try records("\(data)/privacy_policy_relevance/pairs.jsonl") {
            let clause = record["clause"] as! String, question = record["question"] as! String
            let identity = clauses[clause] ?? "c\(clauses.count)"
            clauses[clause] = identity
            var query = byQuestion[question] ?? Query(text: question, relevant: [], candidates: [])
            query.candidates?.insert(identity)
            if record["relevant"] as! Bool { query.relevant.insert(identity) }
            byQuestion[question] = query
        }
        let store = try store(clauses.sorted { $0.value < $1.value }.map { Document(identity: $0.value, text: $0.key, source: "policies") })
        let queries = byQuestion.values.filter { !$0.relevant.isEmpty && $0.relevant.count < $0.candidates!.count }.sorted { $0.text < $1.text }
        try report(store, queries, limit: 1000, "nDCG@10 among the question's clauses") { Measures.gainAt10($0, $1) }
    }
}
