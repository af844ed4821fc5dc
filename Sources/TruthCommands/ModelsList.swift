import ArgumentParser
import Foundation
import TruthCheckpoints
import TruthModels

struct ModelsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the models in the data directory.")

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let directory = try data.directory()
        let entries = try FileManager.default.contentsOfDirectory(atPath: directory.modelsPath).sorted()
            .filter { !$0.hasSuffix(".part") && !$0.hasSuffix(".unchecked") }
            .map { Entry(path: directory.modelsPath + "/" + $0) }
        switch output.format {
        case .json: try Output.json(entries)
        case .text:
            if entries.isEmpty { throw DataDirectoryError.noModel(folder: directory.modelsPath) }
            let rows = entries.map { entry in
                [
                    entry.name, entry.architecture ?? "–", entry.parameterCount.map { "\($0 / 1_000_000) M" } ?? "–",
                    entry.type ?? "–", entry.problem ?? "",
                ]
            }
            Output.line(Output.table([["NAME", "ARCHITECTURE", "WEIGHTS", "TYPE", ""]] + rows, rightAligned: [2]))
        }
    }

    private struct Entry: Encodable {
        var name: String
        var path: String
        var architecture: String?
        var parameterCount: Int?
        var type: String?
        /// Why it can't be opened.
        var problem: String?

        init(path: String) {
            self.path = path
            name = (path as NSString).lastPathComponent
            do {
                let inspection = Inspection(of: try Checkpoint.open(path: path))
                architecture = inspection.architecture
                parameterCount = inspection.parameterCount
                type = inspection.commonType
            } catch {
                problem = "\(error)"
            }
        }
    }
}

extension Inspection {
    /// What the file says it is, such as `llama` or `bert`.
    fileprivate var architecture: String? {
        if case .string(let name) = metadata.first(where: { $0.key == "general.architecture" })?.value { return name }
        return configuration?["model_type"]?.string
    }
}
