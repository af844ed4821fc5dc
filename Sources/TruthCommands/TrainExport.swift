import ArgumentParser
import Foundation
import TruthTensors
import TruthTraining

struct TrainExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a run's model as a Hugging Face folder or a GGUF file.",
        discussion: "truthgpt chat --model PATH talks to either; transformers and vLLM read the folder, llama.cpp the file.")

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "folder"))
    var folder: String

    @Argument(help: ArgumentHelp("What to write: a folder, or a file that ends in .gguf.", valueName: "path"))
    var path: String

    @Option(help: ArgumentHelp("How matrices are stored: f32, f16, bf16, or for a file q8_0, q4_0, q4_k, q4_k_m, q5_k, q6_k …", valueName: "type"))
    var type = "f32"

    @Option(help: ArgumentHelp("The checkpoint's step. Default: the best, or the last where none was evaluated.", valueName: "number"))
    var step: Int?

    @Flag(help: "Write only the adapters that a run trained, as a folder that serve --adapter and PEFT read.")
    var adapter = false

    @OptionGroup var data: DataOptions

    func validate() throws {
        guard let mixture = WeightMixture(named: type) else {
            throw ValidationError("--type is \(type); expected one of \(WeightMixture.names.joined(separator: ", ")).")
        }
        if !path.hasSuffix(".gguf"), mixture.type.elementsPerBlock > 1 {
            throw ValidationError("A folder's numbers can be f32, f16 or bf16; \(type) goes into a .gguf file.")
        }
    }

    func run() throws {
        let plan = try TrainingPlan(arguments: [], output: nil, resume: folder, data: data)
        let device = TrainingDevice(.shared, precision: .f32)
        switch plan.recipe.run.task {
        case .pretrain:
            try write(PretrainedModel(plan.recipe, shards: ShardSet(path: plan.shardsPath), in: device.arena), plan, device)
        case .chat, .preference:
            try write(FineTunedModel(plan.recipe, on: device), plan, device)
        }
        Output.line(path)
    }

    private func write(_ model: some ExportableModel, _ plan: TrainingPlan, _ device: TrainingDevice) throws {
        let trained = try TrainedModel(run: folder, recipe: plan.recipe, model: model, step: step, on: device)
        let name = URL(filePath: folder).lastPathComponent, mixture = WeightMixture(named: type)!
        if adapter {
            try trained.writeAdapter(to: path, name: name)
        } else if path.hasSuffix(".gguf") {
            try trained.writeGGUF(to: path, name: name, mixture: mixture)
        } else {
            try trained.writeFolder(to: path, name: name, type: mixture.type)
        }
    }
}
