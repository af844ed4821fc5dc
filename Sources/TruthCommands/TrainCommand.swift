import ArgumentParser

/// `truthgpt train …`: language models from token shards.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train", abstract: "Train a language model by a recipe; go on with, describe and export runs.",
        subcommands: [TrainRun.self, TrainRecipes.self, TrainCheck.self, TrainSweep.self, TrainReport.self, TrainExport.self], defaultSubcommand: TrainRun.self)
}
