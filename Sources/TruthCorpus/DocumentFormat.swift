/// The formats that documents are read from.
public enum DocumentFormat: String, Sendable, Hashable, CaseIterable, Codable {
    case text
    case markdown
    case jsonLines = "jsonl"
    /// The dict format: an index and a text.
    case dictionary = "dict"

    /// The format that a file's name tells, or `nil`. A trailing `.gz` is looked through.
    public init?(fileName: String) {
        let name = fileName.lowercased()
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        guard let ending = Self.byEnding.first(where: { plain.hasSuffix($0.ending) }) else { return nil }
        if ending.format == .dictionary, name.hasSuffix(".gz") { return nil }
        self = ending.format
    }

    private static let byEnding: [(ending: String, format: DocumentFormat)] = [
        (".txt", .text), (".text", .text), (".md", .markdown), (".markdown", .markdown), (".jsonl", .jsonLines), (".ndjson", .jsonLines),
        (".dict.dz", .dictionary), (".dict", .dictionary), (".index", .dictionary),
    ]

    /// For messages: every ending that is known.
    static var endings: [String] { byEnding.map(\.ending) }

    /// For messages: every format's name.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
