import Foundation
import Yams

extension CleaningRecipe {
    /// The recipe in a YAML file.
    ///
    /// - Throws: `CleaningError` when the file can't be read, isn't YAML, or has a setting that is unknown or of the wrong kind.
    public init(contentsOf path: String) throws {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CleaningError.recipeUnreadable(path: path, reason: error.localizedDescription)
        }
        try self.init(yaml: text, path: path)
    }

    /// The recipe that `yaml` states; what it leaves out stays at its default.
    ///
    /// - Parameter path: The file's name, for errors.
    /// - Throws: `CleaningError`.
    public init(yaml: String, path: String = "recipe") throws {
        self.init()
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw CleaningError.recipeUnreadable(path: path, reason: "\(error)")
        }
        guard let node, node.scalar?.string.isEmpty != true else { return }
        guard let groups = node.mapping else {
            throw CleaningError.recipeUnreadable(path: path, reason: "it is not a list of steps with their settings")
        }
        for (key, value) in groups { try readGroup(key.string ?? "", value) }
    }

    /// The whole recipe as YAML, each setting with what it means.
    public var yaml: String {
        var lines = ["# A recipe for `truthgpt corpus clean --recipe FILE`. What is left out stays as here. The steps run in this order."]
        for section in Self.sections {
            lines += ["", "# \(section.explanation)", "\(section.name):"]
            for field in Self.fields where field.section == section.name {
                lines += ["  # \(field.explanation)", "  \(field.name): \(field.written(self))"]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func readGroup(_ name: String, _ node: Node) throws {
        guard Self.sections.contains(where: { $0.name == name }) else {
            throw CleaningError.unknownSetting(name: name, nearest: NearestName.of(name, among: Self.sections.map(\.name)))
        }
        let fields = Self.fields.filter { $0.section == name }
        // `posts: false` is short for its switch.
        if node.bool != nil, let enabled = fields.first(where: { $0.name == "enabled" }) { return try enabled.read(node, &self) }
        guard let settings = node.mapping else {
            throw CleaningError.wrongValue(setting: name, found: node.string ?? "a list", expected: "settings, or true or false")
        }
        for (key, value) in settings {
            guard let field = fields.first(where: { $0.name == key.string }) else {
                let nearest = NearestName.of(key.string ?? "", among: fields.map(\.name)).map { "\(name).\($0)" }
                throw CleaningError.unknownSetting(name: "\(name).\(key.string ?? "")", nearest: nearest)
            }
            try field.read(value, &self)
        }
    }
}
