import Foundation
import TruthEvidence
import TruthModels

/// Answers a driver's orders, one a line: `lexical 10`, `ranking 10` (words, no passage read), `dense 10`, `exact 10` (all vectors compared), `hybrid 10`, `whole 10` (hybrid, and
/// the query is embedded) run all queries once in that way, on one thread, with copies in one hit unless `copies` follows, every n-th query if n follows that, and print a JSON line with the microseconds and the documents found for each.
struct Rounds {
    private let work: String
    private let encoder: SentenceEncoder

    init(_ arguments: Arguments) throws {
        work = arguments.text("work")
        encoder = try SentenceEncoder.load(path: arguments.text("embedder"), threadCount: 1)
    }

    func run() throws {
        let store = try EvidenceStore(path: "\(work)/posts.sqlite")
        let queries = try records("\(work)/queries.jsonl").map { $0["text"] as! String }
        let known = RememberedVectors(texts: queries, vectors: try encoder.embed(queries), encoder: encoder)
        let remembered = HybridSearch(store: store, embedder: known), whole = HybridSearch(store: store, embedder: PlainEmbedder(encoder: encoder))
        print("ready")
        fflush(nil)
        while let line = readLine() {
            let words = line.split(separator: " ").map(String.init)
            let search = words[0] == "whole" ? whole : remembered
            let options = SearchOptions(
                limit: Int(words[1])!, mode: words[0] == "exact" ? .dense : SearchOptions.Mode(rawValue: words[0]) ?? .hybrid,
                collapsesCopies: words.count < 3, comparesAllVectors: words[0] == "exact")
            var times: [Double] = [], found: [[Int]] = []
            let step = words.count > 3 ? Int(words[3])! : 1
            for query in stride(from: 0, to: queries.count, by: step).map({ queries[$0] }) {
                let start = ContinuousClock.now
                if words[0] == "ranking" {
                    let ranked = try store.ranking(query, options: options)
                    times.append((ContinuousClock.now - start) / .microseconds(1))
                    // Documents were added in their order, each as one passage.
                    found.append(ranked.map { Int($0.passage) - 1 })
                    continue
                }
                let hits = try search.search(query, options: options)
                times.append((ContinuousClock.now - start) / .microseconds(1))
                found.append(hits.map { Int($0.passage.document.dropFirst(2))! })
            }
            let result = try JSONSerialization.data(withJSONObject: ["microseconds": times, "found": found])
            print(String(decoding: result, as: UTF8.self))
            fflush(nil)
        }
    }
}

/// The queries' vectors, computed before the clock starts: what the index alone costs.
struct RememberedVectors: Embedder {
    let vectors: [String: [Float]]
    let encoder: SentenceEncoder
    var dimension: Int { encoder.dimension }

    init(texts: [String], vectors: [[Float]], encoder: SentenceEncoder) {
        self.vectors = Dictionary(zip(texts, vectors), uniquingKeysWith: { first, _ in first })
        self.encoder = encoder
    }

    func embed(_ texts: [String]) throws -> [[Float]] {
        try texts.map { text in
            if let vector = vectors[text] { return vector }
            return try encoder.embed([text])[0]
        }
    }
}
