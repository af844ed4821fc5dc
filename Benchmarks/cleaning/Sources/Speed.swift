import Foundation
import TruthCorpus

/// MB of text per second of every step on one core: medians of five runs over all documents.
enum Speed {
    static func run(files: [String]) throws {
        let documents = try Posts.read(files)
        let bytes = documents.reduce(0) { $0 + $1.text.utf8.count }
        print("\(documents.count) documents, \(bytes) bytes, \(bytes / max(1, documents.count)) bytes a document")
        var none = CleaningRecipe()
        none.unicode.isEnabled = false
        none.languages.isEnabled = false
        none.boilerplate.isEnabled = false
        none.quality.isEnabled = false
        none.repetition.isEnabled = false
        none.posts.isEnabled = false
        none.campaigns.isEnabled = false
        none.exactDuplicates.isEnabled = false
        none.privateData.isEnabled = false
        let switches: [(String, WritableKeyPath<CleaningRecipe, Bool>)] = [
            ("unicode", \.unicode.isEnabled), ("languages", \.languages.isEnabled), ("boilerplate", \.boilerplate.isEnabled),
            ("quality", \.quality.isEnabled), ("repetition", \.repetition.isEnabled), ("posts", \.posts.isEnabled),
            ("campaigns", \.campaigns.isEnabled), ("exact-duplicates", \.exactDuplicates.isEnabled), ("private-data", \.privateData.isEnabled),
        ]
        let copying = try time(documents, none)
        show("no step (copying in and out)", bytes, copying)
        for (name, field) in switches {
            var recipe = none
            recipe[keyPath: field] = true
            show(name, bytes, try time(documents, recipe), without: copying.sorted()[2])
        }
        show("all of these", bytes, try time(documents, .default))
        for name in NearDuplicateSettings.Name.allCases { show("near-duplicates, \(name.rawValue)", bytes, try timeSignatures(documents, name)) }
    }

    private static func show(_ name: String, _ bytes: Int, _ seconds: [Double], without copying: Double? = nil) {
        let sorted = seconds.sorted()
        let rates = sorted.map { Double(bytes) / $0 / 1e6 }
        print(name.padding(toLength: 34, withPad: " ", startingAt: 0), String(format: "%8.1f MB/s  (%.1f to %.1f)", rates[rates.count / 2], rates.last!, rates.first!),
            copying.map { String(format: "step alone %.1f MB/s", Double(bytes) / max(1e-9, sorted[sorted.count / 2] - $0) / 1e6) } ?? "")
    }

    private static func time(_ documents: [Document], _ recipe: CleaningRecipe) throws -> [Double] {
        try (0..<5).map { _ in
            var pipeline = try CleaningPipeline(recipe: recipe)
            let start = ContinuousClock.now
            for document in documents { _ = pipeline.clean(document) }
            return (ContinuousClock.now - start) / .seconds(1)
        }
    }

    private static func timeSignatures(_ documents: [Document], _ name: NearDuplicateSettings.Name) throws -> [Double] {
        let folder = FileManager.default.temporaryDirectory.path + "/cleaning-speed-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let index = try NearDuplicateIndex(folder: folder, settings: NearDuplicateSettings(name))
        return (0..<5).map { _ in
            let start = ContinuousClock.now
            var sum: UInt64 = 0
            for document in documents { sum &+= index.signature(of: document.text, document: 0).keys.first ?? 0 }
            if sum == 1 { print(sum) }
            return (ContinuousClock.now - start) / .seconds(1)
        }
    }
}
