import Foundation
import TruthCorpus

/// How often the step names the language that a line states.
enum LanguageTrial {
    static func run(files: [String]) throws {
        var recipe = CleaningRecipe()
        recipe.posts.isEnabled = false
        for file in files {
            var pipeline = try CleaningPipeline(recipe: recipe)
            var byLanguage: [String: (Int, Int)] = [:]
            for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
                let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
                guard parts.count == 2, case .kept(let document) = pipeline.clean(Document(identity: "", text: parts[1], source: "")) else { continue }
                var counts = byLanguage[parts[0]] ?? (0, 0)
                counts.0 += same(document.language, parts[0]) ? 1 : 0
                counts.1 += 1
                byLanguage[parts[0]] = counts
            }
            let right = byLanguage.values.reduce(0) { $0 + $1.0 }
            print("\(file): \(Share(hits: right, of: byLanguage.values.reduce(0) { $0 + $1.1 }))")
            let worst = byLanguage.sorted { Double($0.value.0) / Double($0.value.1) < Double($1.value.0) / Double($1.value.1) }.prefix(8)
            print("  worst:", worst.map { "\($0.key) \($0.value.0)/\($0.value.1)" }.joined(separator: ", "))
        }
    }

    /// Names of one language, and the written forms that CLD2 doesn't tell apart.
    private static func same(_ found: String?, _ stated: String) -> Bool {
        let groups: [Set<String>] = [["no", "nb", "nn"], ["bs", "hr", "sr", "sh"], ["tl", "fil"], ["id", "in"], ["he", "iw"]]
        return found == stated || groups.contains { $0.contains(stated) && $0.contains(found ?? "") }
    }
}
