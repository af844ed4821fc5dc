import Foundation
import TruthCheckpoints
import TruthTokens

/// The golden files, and the vocabularies they were made with.
enum Goldens {
    static func url(_ name: String) throws -> URL {
        guard let url = Bundle.module.url(forResource: "Goldens/\(name)", withExtension: nil) else { throw MissingGolden(name: name) }
        return url
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: url(name)))
    }

    static func json(_ name: String) throws -> JSONValue {
        try JSONValue.parse(bytes(name), file: name)
    }

    /// A vocabulary by the name that the goldens use; `nil` if its file isn't at hand.
    static func tokenizer(_ name: String) throws -> Tokenizer? {
        switch name {
        case "smollm2": try model.map { try Tokenizer(metadata: Checkpoint.open(path: $0).metadata) }
        case "minilm": try embedder.map { try Tokenizer(contentsOf: URL(filePath: $0 + "/tokenizer.json")) }
        default: try Tokenizer(contentsOf: url("\(name).tokenizer.json"))
        }
    }

    /// The default model's GGUF file.
    static let model = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_MODEL"]
    /// The folder of all-MiniLM-L6-v2.
    static let embedder = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_EMBEDDER"]
    /// The folder of data sets.
    static let data = ProcessInfo.processInfo.environment["TRUTHGPT_TEST_DATA"]

    /// The names of the vocabularies that are at hand.
    static let vocabularies = ["gpt2", "llama3"] + (model == nil ? [] : ["smollm2"]) + (embedder == nil ? [] : ["minilm"])
}

struct MissingGolden: Error {
    var name: String
}
