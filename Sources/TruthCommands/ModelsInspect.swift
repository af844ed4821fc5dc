import ArgumentParser
import TruthCheckpoints

struct ModelsInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Print the metadata and the tensors of a model file.")

    @Argument(help: ArgumentHelp("A GGUF file, a safetensors file, or a folder with config.json.", valueName: "file"))
    var file: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let inspection = Inspection(of: try Checkpoint.open(path: file))
        switch output.format {
        case .json: try Output.json(inspection)
        case .text: Output.line(inspection.description)
        }
    }
}
