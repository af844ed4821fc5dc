public import Foundation

/// Cleans documents one after another by the steps of a recipe, and counts what each step does.
///
/// Near-duplicates are found among all documents at once, so they are not part of it: see ``CorpusCleaner`` for files and
/// ``NearDuplicateIndex`` for a collection that grows. What the duplicate steps have seen is kept in memory, 24 bytes a document.
///
/// ```swift
/// var pipeline = try CleaningPipeline(recipe: CleaningRecipe(contentsOf: "recipe.yaml"))
/// if case .kept(let document) = pipeline.clean(document) { … }
/// ```
public struct CleaningPipeline: Sendable {
    public let recipe: CleaningRecipe
    /// What each step did so far, in the order of the steps.
    public private(set) var counters: [StepCounters]
    private var steps: [any CleaningStep]
    private var samples: SampleKeeper

    /// The pipeline of a recipe.
    ///
    /// - Parameters:
    ///   - environment: Where the key of pseudonyms is looked up.
    ///   - samplesPerStep: How many removed documents each step keeps to be looked at.
    /// - Throws: `CleaningError` when the recipe asks for what can't be done.
    public init(
        recipe: CleaningRecipe = .default, environment: [String: String] = ProcessInfo.processInfo.environment, samplesPerStep: Int = 5
    ) throws {
        self.recipe = recipe
        steps = try Self.steps(of: recipe, environment: environment)
        counters = steps.map { StepCounters(name: type(of: $0).name) }
        samples = SampleKeeper(steps: steps.count, limit: samplesPerStep)
    }

    /// What the steps make of a document. The first step that takes it out ends its way.
    public mutating func clean(_ document: Document) -> CleaningOutcome {
        var draft = CleaningDraft(document)
        for index in steps.indices {
            let bytesIn = draft.bytes.count
            let result = steps[index].apply(to: &draft)
            counters[index].count(result, bytesIn: bytesIn, bytesOut: draft.bytes.count)
            if case .removed(let reason) = result {
                samples.offer(draft.bytes, reason: reason, to: index)
                return .removed(step: counters[index].name, reason: reason)
            }
        }
        return .kept(draft.finished())
    }

    /// The counters with the samples of what was removed.
    public var countersWithSamples: [StepCounters] {
        counters.enumerated().map { index, counters in
            var counters = counters
            counters.samples = samples.samples[index]
            return counters
        }
    }

    /// The steps in order: first what changes the text for all, last what needs memory of other documents.
    private static func steps(of recipe: CleaningRecipe, environment: [String: String]) throws -> [any CleaningStep] {
        var steps: [any CleaningStep] = []
        if recipe.unicode.isEnabled { steps.append(UnicodeStep(recipe.unicode)) }
        if recipe.languages.isEnabled { steps.append(LanguageStep(recipe.languages)) }
        if recipe.boilerplate.isEnabled { steps.append(BoilerplateStep(recipe.boilerplate)) }
        if recipe.quality.isEnabled { steps.append(QualityStep(recipe.quality)) }
        if recipe.repetition.isEnabled { steps.append(RepetitionStep(recipe.repetition)) }
        if recipe.posts.isEnabled { steps.append(PostStep(recipe.posts)) }
        if recipe.campaigns.isEnabled { steps.append(CampaignStep(recipe.campaigns)) }
        if recipe.exactDuplicates.isEnabled { steps.append(ExactDuplicateStep()) }
        if recipe.authors.isEnabled { steps.append(AuthorStep(recipe.authors)) }
        if recipe.privateData.isEnabled { steps.append(try PrivateDataStep(recipe.privateData, environment: environment)) }
        return steps
    }
}
