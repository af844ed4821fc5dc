import Foundation
import TruthCorpus
import TruthEvidence
import TruthModels

/// Makes a store of `--count` posts from real ones, with their vectors, and the queries; and the same as plain files for other programs.
///
/// Vectors of changed copies are the base post's plus seeded noise (length 0.35 of the whole), since embedding a million texts takes an
/// hour: the text's number decides the noise, so that the same collection always has the same vectors.
struct Generation {
    private let data: String
    private let work: String
    private let count: Int
    private let base: BasePosts
    private let encoder: SentenceEncoder

    init(_ arguments: Arguments) throws {
        data = arguments.text("data")
        work = arguments.text("work")
        count = arguments.number("count", 1_000_000)
        base = try BasePosts(data: data, limit: arguments.number("base", 20_000))
        encoder = try SentenceEncoder.load(path: arguments.text("embedder"))
    }

    func run() throws {
        let store = try EvidenceStore(path: "\(work)/posts.sqlite")
        try timed("adding") {
            try store.add(documents: (0..<count).lazy.map { number in
                let post = base.posts[number % base.posts.count]
                return Document(
                    identity: "p/\(number)", text: base.text(number), source: number % 2 == 0 ? "X" : "Mastodon", author: post.author,
                    created: Date(timeIntervalSince1970: post.created + Double(number / base.posts.count) * 86_400))
            })
        }
        try timed("lexical index") { try store.updateLexicalIndex() }
        let embedder = try timed("embedding of \(base.posts.count) base posts") { try ChangedEmbedder(base, encoder, count: count) }
        try timed("vectors") { try PassageEmbedding(store: store, embedder: embedder, name: "all-MiniLM-L6-v2").run() }
        try timed("files for other programs") { try export(embedder) }
    }

    private func timed<Result>(_ name: String, _ work: () throws -> Result) rethrows -> Result {
        let start = ContinuousClock.now
        let result = try work()
        print("\(name): \(ContinuousClock.now - start)")
        return result
    }

    private func export(_ embedder: ChangedEmbedder) throws {
        let queries = try queries()
        try write("queries.jsonl", queries.enumerated().map { try line(["id": $0.offset, "text": $0.element]) }.joined(separator: "\n"))
        try write("queries.f32", try encoder.embed(queries).flatMap { $0 })
        FileManager.default.createFile(atPath: "\(work)/posts.jsonl", contents: nil)
        FileManager.default.createFile(atPath: "\(work)/posts.f32", contents: nil)
        let texts = try FileHandle(forWritingTo: URL(filePath: "\(work)/posts.jsonl")), vectors = try FileHandle(forWritingTo: URL(filePath: "\(work)/posts.f32"))
        for start in stride(from: 0, to: count, by: 10_000) {
            let numbers = start..<min(start + 10_000, count)
            let lines = try numbers.map { try line(["id": $0, "text": base.text($0)]) + "\n" }.joined()
            try texts.write(contentsOf: Data(lines.utf8))
            // Posts with the same text have one vector in the store too.
            try vectors.write(contentsOf: Self.bytes(try numbers.flatMap { try embedder.embed([base.text($0).trimmingCharacters(in: .whitespacesAndNewlines)])[0] }))
        }
    }

    /// 250 real posts that aren't in the collection's base and 250 claims.
    private func queries() throws -> [String] {
        let posts = try records("\(data)/tweeteval/sentiment_test.jsonl").compactMap { $0["text"] as? String }
        let claims = try records("\(data)/checkthat_claims/train.jsonl").compactMap { $0["tweet"] as? String }
            + records("\(data)/scifact/claims_train.jsonl").compactMap { $0["claim"] as? String }
        var random = Seeded(state: 29)
        return Array(posts.shuffled(using: &random).prefix(250)) + Array(claims.shuffled(using: &random).prefix(250))
    }

    private func line(_ object: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    }

    private func write(_ name: String, _ text: String) throws { try text.write(toFile: "\(work)/\(name)", atomically: true, encoding: .utf8) }

    private func write(_ name: String, _ numbers: [Float]) throws { try Self.bytes(numbers).write(to: URL(filePath: "\(work)/\(name)")) }

    private static func bytes(_ numbers: [Float]) -> Data { numbers.withUnsafeBytes { Data($0) } }
}

/// Gives posts of the collection their vectors; other texts are embedded.
final class ChangedEmbedder: Embedder, @unchecked Sendable {
    private let base: [[Float]]
    private let encoder: SentenceEncoder
    private var numbers: [String: Int32] = [:]
    var dimension: Int { encoder.dimension }

    init(_ posts: BasePosts, _ encoder: SentenceEncoder, count: Int) throws {
        self.encoder = encoder
        let order = posts.posts.indices.sorted { posts.posts[$0].text.utf8.count < posts.posts[$1].text.utf8.count }
        var base = Array(repeating: [Float](), count: order.count)
        for start in stride(from: 0, to: order.count, by: 128) {
            let rows = order[start..<min(start + 128, order.count)]
            for (row, vector) in zip(rows, try encoder.embed(rows.map { posts.posts[$0].text })) { base[row] = vector }
        }
        self.base = base
        for number in (0..<count).reversed() { numbers[posts.text(number).trimmingCharacters(in: .whitespacesAndNewlines)] = Int32(number) }
    }

    func vector(_ number: Int) -> [Float] {
        let original = base[number % base.count]
        if number < base.count { return original }
        var random = Seeded(state: UInt64(number) &* 1_000_003)
        let size = 0.35 / Float(dimension).squareRoot()
        let changed = original.map { $0 + size * random.normal() }
        let length = changed.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return changed.map { $0 / length }
    }

    func embed(_ texts: [String]) throws -> [[Float]] {
        try texts.map { text in
            if let number = numbers[text] { return vector(Int(number)) }
            return try encoder.embed([text])[0]
        }
    }
}
