import Foundation

/// Where everything lives: `models/`, `evidence.sqlite`, the keys.
package struct DataDirectory: Sendable {
    let url: URL

    /// The directory at `path`, at `TRUTHGPT_DATA`, or at the place that the XDG base directory specification gives; made if it isn't there.
    package init(path: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        url = URL(filePath: Self.location(path: path, environment: environment), directoryHint: .isDirectory)
        do {
            try FileManager.default.createDirectory(at: url.appending(path: "models"), withIntermediateDirectories: true)
        } catch {
            throw DataDirectoryError.notWritable(path: url.path, reason: error.reason)
        }
    }

    package static func location(path: String?, environment: [String: String]) -> String {
        if let path = path ?? environment["TRUTHGPT_DATA"], !path.isEmpty {
            return (path as NSString).expandingTildeInPath
        }
        if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
            return base + "/truthgpt"
        }
        return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share/truthgpt").path
    }

    var evidencePath: String { url.appending(path: "evidence.sqlite").path }
    var rejectedPath: String { url.appending(path: "rejected.jsonl").path }
    /// The data sheet of the corpus, as `corpus report` writes it.
    var reportPath: String { url.appending(path: "reports/corpus.html").path }
    package var modelsPath: String { url.appending(path: "models").path }
    var keysPath: String { url.appending(path: "api-keys.json").path }
    var embedderPath: String { url.appending(path: "models/all-MiniLM-L6-v2").path }

    /// The model to load: `explicit`, `TRUTHGPT_MODEL`, or the only GGUF file in `models/`.
    package func modelPath(explicit: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
        if let path = explicit ?? environment["TRUTHGPT_MODEL"], !path.isEmpty {
            return (path as NSString).expandingTildeInPath
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: modelsPath).filter { $0.hasSuffix(".gguf") }.sorted()
        switch names.count {
        case 0: throw DataDirectoryError.noModel(folder: modelsPath)
        case 1: return modelsPath + "/" + names[0]
        default: throw DataDirectoryError.severalModels(folder: modelsPath, names: names)
        }
    }
}

package enum DataDirectoryError: Error, Equatable, CustomStringConvertible {
    case notWritable(path: String, reason: String)
    case noModel(folder: String)
    case severalModels(folder: String, names: [String])
    case noEmbedder(folder: String)

    package var description: String {
        switch self {
        case .notWritable(let path, let reason):
            "The data directory \(path) can't be used: \(reason). Choose another with --data PATH or TRUTHGPT_DATA."
        case .noModel(let folder):
            "There is no model in \(folder). Run scripts/serve once, which gets the default one, or give a file with --model PATH."
        case .noEmbedder(let folder):
            "There is no embedder in \(folder). Run scripts/serve once, which gets it."
        case .severalModels(let folder, let names):
            "There are several models in \(folder): \(names.joined(separator: ", ")). Choose one with --model PATH."
        }
    }
}
