import ArgumentParser
import TruthCorpus
import TruthEvidence

/// Whether and how documents are cleaned on their way into the corpus.
struct CleaningFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A recipe in YAML; `corpus clean --print-recipe` writes the default one.", valueName: "file"))
    var recipe: String?

    @Flag(help: "Store the documents as they are.")
    var noClean = false

    func validate() throws {
        if noClean, recipe != nil { throw ValidationError("Give --recipe or --no-clean, not both.") }
    }

    /// The way of cleaning, new for each run, because it remembers what it has seen.
    func cleaning() throws -> CorpusCleaning {
        if noClean { return CorpusCleaning() }
        return try CorpusCleaning(recipe: recipe.map { try CleaningRecipe(contentsOf: $0) } ?? .default)
    }
}

/// A cleaning pipeline as the store sees it.
struct CorpusCleaning {
    /// What identifies the way of cleaning: files are read anew when it has changed.
    let name: String
    let clean: DocumentCleaning

    /// Documents stay as they are.
    init() {
        name = "none"
        clean = { .kept($0) }
    }

    /// - Throws: `CleaningError` when the recipe asks for what can't be done.
    init(recipe: CleaningRecipe) throws {
        var pipeline = try CleaningPipeline(recipe: recipe, samplesPerStep: 0)
        name = recipe.yaml
        clean = { document in
            switch pipeline.clean(document) {
            case .kept(let document): .kept(document)
            case .removed(let step, let reason): .removed(step: step, reason: reason)
            }
        }
    }
}
