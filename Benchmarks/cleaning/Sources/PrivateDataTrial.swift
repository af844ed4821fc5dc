import Foundation
import TruthCorpus

/// Recall of private data planted in real posts, and alarms on the same posts without it.
enum PrivateDataTrial {
    static func run(files: [String]) throws {
        let posts = try Posts.unique(files).enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        print("\(posts.count) posts that nothing was tuned on")
        // Posts that raise an alarm by themselves would hide what was planted.
        let quiet = try posts.filter { try replaced($0).found.isEmpty }
        for country in Country.all { try trial(country, quiet) }
        var random = Random(11)
        try show("IBAN, all countries", count: 2000, "<iban>", quiet, &random) { Country.account(Country.all.compactMap(\.account).randomElement(using: &$0)!, &$0) }
        try show("payment card", count: 2000, "<card>", quiet, &random) { Country.card(&$0) }
        try show("IP address", count: 2000, "<ip>", quiet, &random) { Country.address(&$0) }
        try show("e-mail address", count: 2000, "<email>", quiet, &random) { Country.all.randomElement(using: &$0)!.mailbox }
        try alarms(posts)
    }

    private static func trial(_ country: Country, _ posts: [String]) throws {
        var random = Random(5)
        try show("\(country.name) telephone", count: 1000, "<phone>", posts, &random) { Country.number(country.telephones.randomElement(using: &$0)!, &$0) }
        try show("\(country.name) telephone behind a word", count: 500, "<phone>", posts, &random, phrase: country.phrase) { Country.number(country.bareTelephones.randomElement(using: &$0)!, &$0) }
    }

    /// Plants in the middle of a post, between words; right when just that is replaced.
    private static func show(
        _ name: String, count: Int, _ mark: String, _ posts: [String], _ random: inout Random, phrase: String = "", make: (inout Random) -> String
    ) throws {
        var hits = 0
        var misses: [String] = []
        for _ in 0..<count {
            var tokens = posts.randomElement(using: &random)!.split(separator: " ").map(String.init)
            // Not next to another number, which may belong to it.
            let places = (0...tokens.count).filter { ($0 == 0 || tokens[$0 - 1].last?.isNumber == false) && ($0 == tokens.count || tokens[$0].first?.isNumber == false) }
            let place = places.randomElement(using: &random) ?? tokens.count
            let planted = make(&random)
            let separator = phrase.hasSuffix("：") ? "" : " "
            tokens.insert(phrase.isEmpty ? planted : phrase + separator + planted, at: place)
            var expected = tokens
            expected[place] = phrase.isEmpty ? mark : phrase + separator + mark
            if try replaced(tokens.joined(separator: " ")).text == expected.joined(separator: " ") { hits += 1 } else { misses.append(planted) }
        }
        print("\(name): \(Share(hits: hits, of: count))" + (misses.isEmpty ? "" : "; missed such as " + misses.prefix(3).joined(separator: " | ")))
    }

    /// How many posts, as they are, something is found in.
    private static func alarms(_ posts: [String]) throws {
        var byKind: [String: Int] = [:]
        for post in posts { for kind in try replaced(post).found { byKind[kind, default: 0] += 1 } }
        for (kind, count) in byKind.sorted(by: { $0.key < $1.key }) { print("alarms on \(posts.count) posts as they are, \(kind): \(Share(hits: count, of: posts.count))") }
    }

    /// Prints what is taken for private data in posts as they are, to be judged by a person.
    static func showAlarms(files: [String]) throws {
        for post in try Posts.unique(files) {
            let result = try replaced(post)
            if !result.found.isEmpty { print(result.found.joined(separator: ","), "|", post.replacingOccurrences(of: "\n", with: " "), "|", result.text.replacingOccurrences(of: "\n", with: " ")) }
        }
    }

    private static let recipe: CleaningRecipe = {
        var recipe = CleaningRecipe()
        recipe.unicode.isEnabled = false
        recipe.languages.isEnabled = false
        recipe.boilerplate.isEnabled = false
        recipe.quality.isEnabled = false
        recipe.repetition.isEnabled = false
        recipe.posts.isEnabled = false
        recipe.campaigns.isEnabled = false
        recipe.exactDuplicates.isEnabled = false
        return recipe
    }()

    private static func replaced(_ text: String) throws -> (text: String, found: [String]) {
        var pipeline = try CleaningPipeline(recipe: recipe, environment: [:])
        guard case .kept(let document) = pipeline.clean(Document(identity: "", text: text, source: "")) else { return (text, []) }
        return (document.text, pipeline.counters.flatMap { $0.found.keys })
    }
}
