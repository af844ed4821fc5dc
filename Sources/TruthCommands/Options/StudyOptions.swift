import ArgumentParser
import Foundation
import TruthCorpus
import TruthTensors
import TruthTraining

/// What studies of a recipe share: the recipe, the widths, and where the page goes.
struct StudyOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("A recipe in YAML, then any number of group.setting=value.", valueName: "recipe"))
    var arguments: [String]

    @Option(help: ArgumentHelp("Widths, with commas between them; each a whole number of heads.", valueName: "list"))
    var widths = "64,128,256,512,1024"

    @Option(help: ArgumentHelp("Steps of each model.", valueName: "count"))
    var steps: Int?

    @Option(help: ArgumentHelp("The HTML page to write.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Threads. Default: what the machine and its container allow.", valueName: "count"))
    var threads: Int?

    @OptionGroup var data: DataOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is \(threads); expected at least 1.") }
        if let steps, steps < 1 { throw ValidationError("--steps is \(steps); expected at least 1.") }
        _ = try parsedWidths()
    }

    func parsedWidths() throws -> [Int] {
        let parts = widths.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard parts.count > 1, parts.allSatisfy({ $0 ?? 0 > 0 }) else { throw ValidationError("--widths is \(widths); expected at least two numbers, such as 64,128,256.") }
        return parts.compactMap { $0 }
    }

    func plan() throws -> (recipe: TrainingRecipe, shards: ShardSet, processor: Processor) {
        let plan = try TrainingPlan(arguments: arguments, output: nil, resume: nil, data: data)
        let count = ThreadOption.count(threads)
        return (
            plan.recipe, try ShardSet(path: plan.shardsPath),
            count == Processor.shared.threadCount ? .shared : Processor(instructionSet: .best, threadCount: count)
        )
    }

    func write(_ page: StudyPage, default name: String) throws {
        let path = output ?? name
        do {
            try Data(page.html.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RunError.unwritable(path: path, reason: error.reason)
        }
        Output.message(path)
    }
}
