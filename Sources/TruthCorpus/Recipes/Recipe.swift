import Foundation
internal import Yams

/// Settings in named groups, written as YAML; every setting has a default, so a file states only what differs.
public protocol Recipe {
    /// The file's first line, as a comment.
    static var heading: String { get }
    /// The command that prints the default recipe.
    static var printing: String { get }
    /// The groups in the order of the file, with what each is for.
    static var sections: [(name: String, explanation: String)] { get }
    /// Every setting, in the order of the file.
    static var fields: [RecipeField<Self>] { get }

    /// Every setting at its default.
    init()
}

extension Recipe {
    /// The recipe in a YAML file.
    ///
    /// - Throws: ``RecipeError`` when the file can't be read, isn't YAML, or has a setting that is unknown or of the wrong kind.
    public init(contentsOf path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw RecipeError.unreadable(path: path, reason: "there is no such file") }
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw RecipeError.unreadable(path: path, reason: error.localizedDescription)
        }
        try self.init(yaml: text, path: path)
    }

    /// The recipe that `yaml` states; what it leaves out stays at its default.
    ///
    /// - Parameter path: The file's name, for errors.
    /// - Throws: ``RecipeError``.
    public init(yaml: String, path: String = "recipe") throws {
        self.init()
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch {
            throw RecipeError.unreadable(path: path, reason: "\(error)")
        }
        guard let node, node.scalar?.string.isEmpty != true else { return }
        guard let groups = node.mapping else {
            throw RecipeError.unreadable(path: path, reason: "it is not a list of groups with their settings")
        }
        for (key, value) in groups { try readGroup(key.string ?? "", value) }
    }

    /// The whole recipe as YAML, each setting with what it means.
    public var yaml: String {
        var lines = ["# \(Self.heading)"]
        for section in Self.sections {
            lines += ["", "# \(section.explanation)", "\(section.name):"]
            for field in Self.fields where field.section == section.name {
                lines += ["  # \(field.explanation)", "  \(field.name): \(field.written(self))"]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Changes one setting, given as `group.setting=value`.
    ///
    /// - Throws: ``RecipeError``.
    public mutating func set(_ assignment: String) throws {
        guard let equals = assignment.firstIndex(of: "="), let dot = assignment[..<equals].firstIndex(of: ".") else {
            throw RecipeError.wrongValue(setting: assignment, found: assignment, expected: "group.setting=value")
        }
        let (group, name) = (String(assignment[..<dot]), String(assignment[assignment.index(after: dot)..<equals]))
        let node: Node?
        do {
            node = try Yams.compose(yaml: String(assignment[assignment.index(after: equals)...]))
        } catch {
            throw RecipeError.wrongValue(setting: "\(group).\(name)", found: assignment, expected: "a value in YAML")
        }
        try readGroup(group, Node([(Node(name), node ?? Node(""))]))
    }

    private mutating func readGroup(_ name: String, _ node: Node) throws {
        guard Self.sections.contains(where: { $0.name == name }) else {
            throw RecipeError.unknownSetting(name: name, nearest: NearestName.of(name, among: Self.sections.map(\.name)), printing: Self.printing)
        }
        let fields = Self.fields.filter { $0.section == name }
        // `posts: false` is short for its switch.
        if node.bool != nil, let enabled = fields.first(where: { $0.name == "enabled" }) { return try enabled.read(node, &self) }
        guard let settings = node.mapping else {
            throw RecipeError.wrongValue(setting: name, found: node.string ?? "a list", expected: "settings, or true or false")
        }
        for (key, value) in settings {
            guard let field = fields.first(where: { $0.name == key.string }) else {
                let nearest = NearestName.of(key.string ?? "", among: fields.map(\.name)).map { "\(name).\($0)" }
                throw RecipeError.unknownSetting(name: "\(name).\(key.string ?? "")", nearest: nearest, printing: Self.printing)
            }
            try field.read(value, &self)
        }
    }
}
