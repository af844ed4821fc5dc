import ArgumentParser
import Foundation

struct AdapterOptions: ParsableArguments {
    @Option(
        name: .customLong("adapter"),
        help: ArgumentHelp(
            "An adapter for the model: a folder of truthgpt train export --adapter, or of PEFT. Without a name it is called as its folder.",
            valueName: "name=folder"))
    var texts: [String] = []

    func validate() throws {
        let names = pairs.map(\.name)
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) { throw ValidationError("--adapter \(twice) is given twice.") }
    }

    /// Folders by name.
    var paths: [String: String] { Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, ($0.path as NSString).expandingTildeInPath) }) }

    private var pairs: [(name: String, path: String)] {
        texts.map { text in
            guard let equals = text.firstIndex(of: "=") else { return (URL(filePath: text).lastPathComponent, text) }
            return (String(text[..<equals]), String(text[text.index(after: equals)...]))
        }
    }
}
