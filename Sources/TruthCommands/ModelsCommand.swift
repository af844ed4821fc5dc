import ArgumentParser

/// `truthgpt models …`: the model files.
struct ModelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List models, look inside their files, and convert them.",
        subcommands: [ModelsList.self, ModelsInspect.self, ModelsConvert.self])
}
