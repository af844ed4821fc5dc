import ArgumentParser
import Foundation
import TruthCorpus
import TruthTensors
import TruthTraining

struct TrainRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Train by a recipe, or go on with a run that was stopped.",
        discussion: """
            A run has a folder: recipe, log, checkpoints, record and report. The same recipe with the same folder goes on where the run
            stopped, bit for bit. Ctrl-C and SIGTERM save and leave.

              truthgpt train recipe.yaml
              truthgpt train recipe.yaml optimizer.rate=0.002 schedule.steps=500 --output runs/second
              truthgpt train --resume runs/second
            """)

    @Argument(help: ArgumentHelp("A recipe in YAML, then any number of group.setting=value.", valueName: "recipe"))
    var arguments: [String] = []

    @Option(help: ArgumentHelp("The run's folder. Default: runs/ in the data directory, with the recipe's name.", valueName: "folder"))
    var output: String?

    @Option(help: ArgumentHelp("Go on with the run in this folder.", valueName: "folder"))
    var resume: String?

    @Option(help: ArgumentHelp("Threads. Default: what the machine and its container allow.", valueName: "count"))
    var threads: Int?

    @Flag(help: "Say at the end where the time went, operation by operation.")
    var profile = false

    @OptionGroup var data: DataOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is \(threads); expected at least 1.") }
        guard resume == nil || arguments.isEmpty else { throw ValidationError("--resume goes on with the run's own recipe; leave the recipe away.") }
        guard resume != nil || arguments.first.map({ !$0.contains("=") }) == true else {
            throw ValidationError("Give a recipe, such as recipes/health-news.yaml, or --resume FOLDER. truthgpt train recipes prints the default one.")
        }
        guard resume == nil || output == nil else { throw ValidationError("Give --output or --resume, not both.") }
    }

    func run() async throws {
        let plan = try TrainingPlan(arguments: arguments, output: output, resume: resume, data: data)
        let session = try TrainingSession(plan, threads: ThreadOption.count(threads), isQuiet: format.format == .json)
        if profile { session.startProfile() }
        try session.run()
        if profile { session.showProfile() }
        switch format.format {
        case .json: try Output.json(session.record)
        case .text: session.showEnd()
        }
    }
}

/// What to train and where.
struct TrainingPlan {
    let recipe: TrainingRecipe
    let name: String
    let folder: String
    let shardsPath: String

    init(arguments: [String], output: String?, resume: String?, data: DataOptions) throws {
        let directory = try data.directory()
        if let resume {
            guard let recipe = try RunFolder.recipe(in: resume) else { throw RunError.noRun(path: resume) }
            self.recipe = recipe
            folder = resume
            name = URL(filePath: resume).lastPathComponent
        } else {
            var recipe = try TrainingRecipe(contentsOf: arguments[0])
            for assignment in arguments.dropFirst() { try recipe.set(assignment) }
            self.recipe = recipe
            name = URL(filePath: arguments[0]).deletingPathExtension().lastPathComponent
            folder = output ?? directory.url.appending(path: "runs/\(name)").path
        }
        try recipe.validate()
        shardsPath = recipe.data.shards.isEmpty ? directory.url.appending(path: "shards/corpus").path : (recipe.data.shards as NSString).expandingTildeInPath
    }

    /// What the recipe teaches.
    func task(on device: TrainingDevice) throws -> any TrainingTask {
        switch recipe.run.task {
        case .pretrain: return try PretrainingTask(recipe, shards: ShardSet(path: shardsPath), on: device)
        case .chat: return try ChatTask(recipe, on: device)
        case .preference:
            let bar = ProgressBar("Reading answers")
            defer { bar.finish() }
            return try PreferenceTask(recipe, on: device) { done, total in bar.update(completed: done, total: total) { "\($0) of \(total) pairs" } }
        }
    }
}
