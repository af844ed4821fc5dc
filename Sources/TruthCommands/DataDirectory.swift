import Foundation

/// Where everything lives: `models/`, `evidence.sqlite`, the keys.
struct DataDirectory: Sendable {
    let url: URL

    /// The directory at `path`, at `TRUTHGPT_DATA`, or at the place that the XDG base directory specification gives; made if it isn't there.
    init(path: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        url = Self.location(path: path, environment: environment)
        do {
            try FileManager.default.createDirectory(at: url.appending(path: "models"), withIntermediateDirectories: true)
        } catch {
            throw DataDirectoryError.notWritable(path: url.path, reason: Self.reason(of: error))
        }
    }

    static func location(path: String?, environment: [String: String]) -> URL {
        if let path = path ?? environment["TRUTHGPT_DATA"], !path.isEmpty {
            return URL(filePath: (path as NSString).expandingTildeInPath, directoryHint: .isDirectory)
        }
        if let base = environment["XDG_DATA_HOME"], base.hasPrefix("/") {
            return URL(filePath: base, directoryHint: .isDirectory).appending(path: "truthgpt")
        }
        return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share/truthgpt")
    }

    var evidencePath: String { url.appending(path: "evidence.sqlite").path }
    var modelsPath: String { url.appending(path: "models").path }
    var keysPath: String { url.appending(path: "api-keys.json").path }
    var embedderPath: String { url.appending(path: "models/all-MiniLM-L6-v2").path }

    /// The model to load: `explicit`, `TRUTHGPT_MODEL`, or the only GGUF file in `models/`.
    func modelPath(explicit: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
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

    private static func reason(of error: any Error) -> String {
        let error = error as NSError
        if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError, underlying.domain == NSPOSIXErrorDomain {
            return POSIXError.Code(rawValue: Int32(underlying.code)).map { "\(POSIXError($0).localizedDescription)" } ?? error.localizedDescription
        }
        return error.localizedDescription
    }
}

enum DataDirectoryError: Error, Equatable, CustomStringConvertible {
    case notWritable(path: String, reason: String)
    case noModel(folder: String)
    case severalModels(folder: String, names: [String])

    var description: String {
        switch self {
        case .notWritable(let path, let reason):
            "The data directory \(path) can't be used: \(reason). Choose another with --data PATH or TRUTHGPT_DATA."
        case .noModel(let folder):
            "There is no model in \(folder). Run scripts/serve once, which gets the default one, or give a file with --model PATH."
        case .severalModels(let folder, let names):
            "There are several models in \(folder): \(names.joined(separator: ", ")). Choose one with --model PATH."
        }
    }
}
