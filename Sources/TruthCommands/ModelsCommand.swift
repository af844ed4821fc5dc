import ArgumentParser

/// `truthgpt models …`: the model files.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List models and look inside their files.",
        subcommands: [ModelsList.self, ModelsInspect.self])
}
