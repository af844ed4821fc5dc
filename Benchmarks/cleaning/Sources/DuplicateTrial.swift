import Foundation
import TruthCorpus

/// Recall of changed posts by the kind of change, and precision among different posts.
///
/// The posts are different real ones. Each gets one changed copy of every kind. A pair of a post and its copy should be found. A pair of
/// different posts should not, unless the posts are nearly the same already: three quarters of their words in common (Dice).
enum DuplicateTrial {
    static func run(files: [String]) throws {
        let posts = try Posts.unique(files)
        let half = posts.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        print("\(half.count) posts that nothing was tuned on")
        for name in NearDuplicateSettings.Name.allCases { try trial(half, NearDuplicateSettings(name), name: name.rawValue, verbose: true) }
    }

    static func sweep(files: [String]) throws {
        let posts = try Posts.unique(files)
        let half = posts.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        print("\(half.count) posts to tune on")
        for words in 1...3 {
            for (bands, hashes) in [(8, 3), (16, 4), (16, 5), (16, 6), (32, 6), (14, 8), (28, 8), (20, 10)] {
                let settings = NearDuplicateSettings(wordsPerShingle: words, bands: bands, hashesPerBand: hashes, comparesAsPosts: true)
                try trial(half, settings, name: "\(words) words, \(bands) x \(hashes)", verbose: false)
            }
        }
    }

    /// How many posts are changed; pairs of different posts are looked for among all.
    private static let changed = 10_000

    private static func trial(_ posts: [String], _ settings: NearDuplicateSettings, name: String, verbose: Bool) throws {
        var random = Random(7)
        let words = posts.flatMap { Posts.words($0) }.filter { $0.count > 3 }
        let folder = FileManager.default.temporaryDirectory.path + "/cleaning-duplicates-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let index = try NearDuplicateIndex(folder: folder, settings: settings)
        let keys = posts.map { index.signature(of: $0, document: 0).keys }
        var found: [Change: Int] = [:]
        for (post, original) in zip(posts, keys).prefix(changed) {
            for change in Change.allCases {
                let copy = index.signature(of: change.apply(post, words: words, random: &random), document: 0).keys
                if zip(original, copy).contains(where: ==) { found[change, default: 0] += 1 }
            }
        }
        let pairs = samePairs(keys)
        let similar = pairs.filter { dice(posts[$0.0], posts[$0.1]) >= 0.75 }.count
        let all = found.values.reduce(0, +)
        let precision = Share(hits: all + similar, of: all + pairs.count)
        print("\(name): recall \(Share(hits: all, of: min(changed, posts.count) * Change.allCases.count)), precision \(precision); of different posts \(pairs.count) pairs found, \(similar) nearly the same")
        if verbose { for change in Change.allCases { print("  \(change.rawValue): \(Share(hits: found[change] ?? 0, of: min(changed, posts.count)))") } }
    }

    /// The pairs of posts that share a key; at most 200 of one key.
    private static func samePairs(_ keys: [[UInt64]]) -> [(Int, Int)] {
        var places: [UInt64: [Int]] = [:]
        for (post, keys) in keys.enumerated() { for key in keys { places[key, default: []].append(post) } }
        var pairs: Set<[Int]> = []
        for group in places.values where group.count > 1 {
            for (place, first) in group.prefix(20).enumerated() { for second in group.prefix(20).dropFirst(place + 1) { pairs.insert([first, second]) } }
        }
        return pairs.map { ($0[0], $0[1]) }
    }

    private static func dice(_ a: String, _ b: String) -> Double {
        let (a, b) = (Set(Posts.words(a)), Set(Posts.words(b)))
        return a.count + b.count == 0 ? 1 : 2 * Double(a.intersection(b).count) / Double(a.count + b.count)
    }
}
