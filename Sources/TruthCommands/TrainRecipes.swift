import ArgumentParser
import TruthCorpus
import TruthTraining

struct TrainRecipes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recipes", abstract: "Print the default recipe with what every setting means.",
        discussion: "A recipe of your own states only what differs. Start with: truthgpt train recipes > my.yaml")

    func run() throws { Output.write(TrainingRecipe().yaml) }
}
