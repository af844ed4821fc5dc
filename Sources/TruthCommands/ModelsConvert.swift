import ArgumentParser
import Foundation
import TruthCheckpoints
import TruthTensors
import TruthTraining

struct ModelsConvert: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert", abstract: "Write a model in another format or with fewer bits a weight.",
        discussion: """
            An output that ends in .gguf is a GGUF file, any other a Hugging Face folder. Within a format any architecture can be rounded;
            between the formats Llamas can go. Rounding what was rounded before adds to its errors: start from f32, f16 or bf16.
            Types: \(WeightMixture.names.joined(separator: ", ")). A matrix whose width is no whole number of a type's blocks gets the nearest
            type that fits (q4_k: q5_0, q5_k: q5_1, q6_k: q8_0, iq4_xs: iq4_nl, q2_k and q3_k: q4_0), which is reported.
            """)

    @Argument(help: ArgumentHelp("A GGUF file (of a model in parts the first) or a folder with config.json.", valueName: "input"))
    var input: String

    @Argument(help: ArgumentHelp("What to write: a file that ends in .gguf, or a folder.", valueName: "output"))
    var output: String

    @Option(help: ArgumentHelp("How matrices are stored. Default: as they are; f32 where quantised ones go into a folder.", valueName: "type"))
    var type: String?

    func validate() throws {
        if let type, WeightMixture(named: type) == nil {
            throw ValidationError("--type is \(type); expected one of \(WeightMixture.names.joined(separator: ", ")).")
        }
        if let type, !output.hasSuffix(".gguf"), WeightMixture(named: type)?.type.elementsPerBlock != 1 {
            throw ValidationError("A folder's numbers can be f32, f16 or bf16; \(type) goes into a .gguf file.")
        }
    }

    func run() async throws {
        let mixture = type.flatMap { WeightMixture(named: $0) }
        let bar = ProgressBar("Converting")
        defer { bar.finish() }
        try ModelConversion(of: Checkpoint.open(path: input), to: mixture).write(to: output) { done, all in
            bar.update(completed: done, total: all) { "\($0 >> 20) MiB" }
        }
        bar.finish()
        report(try Checkpoint.open(path: output), wanted: mixture?.type)
        Output.line(output)
    }

    /// Says which types the result has, and why others than the one asked for.
    private func report(_ result: Checkpoint, wanted: ElementType?) {
        let counts = result.tensors.filter { $0.shape.count > 1 }.reduce(into: [:]) { $0[$1.type.name, default: 0] += 1 }
        let text = counts.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
        Output.message("\(result.fileByteCount >> 20) MiB · matrices: \(text)")
        guard let wanted else { return }
        let misfits = result.tensors.filter { $0.shape.count > 1 && $0.shape.last! % wanted.elementsPerBlock != 0 }
        guard let example = misfits.first else { return }
        Output.message(
            "\(misfits.count) matrices have rows that are no whole number of \(wanted.rawValue)'s blocks of \(wanted.elementsPerBlock), such as \(example.name) (\(example.shape.last!)); they got \(example.type.name).")
    }
}
