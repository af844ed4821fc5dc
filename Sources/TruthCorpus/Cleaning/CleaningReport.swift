public import Foundation

/// What a cleaning run did: its inputs, its recipe, and what each step removed.
public struct CleaningReport: Sendable, Hashable, Codable {
    public var version = 1
    public var inputs: [String]
    /// The whole recipe, as YAML.
    public var recipe: String
    public var started: Date
    public var seconds: Double
    public var documentsRead = 0
    public var bytesRead = 0
    public var documentsKept = 0
    public var bytesKept = 0
    /// Records that could not be read.
    public var recordsSetAside = 0
    public var steps: [StepCounters] = []

    /// Reads the report that a run wrote.
    ///
    /// - Throws: `CleaningError.reportUnreadable`.
    public init(contentsOf path: String) throws {
        do {
            let decoder = JSONDecoder()
            decoder.dateDecodingStrategy = .iso8601
            self = try decoder.decode(Self.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw CleaningError.reportUnreadable(path: path, reason: error.localizedDescription)
        }
    }

    init(inputs: [String], recipe: String, started: Date) {
        self.inputs = inputs
        self.recipe = recipe
        self.started = started
        seconds = 0
    }

    /// Writes the report as JSON.
    ///
    /// - Throws: `CleaningError.unwritable`.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CleaningError.unwritable(path: path, reason: error.localizedDescription)
        }
    }

    /// Where a run that wrote its documents to `output` writes its report.
    public static func path(besides output: String) -> String {
        let plain = output.hasSuffix(".jsonl") ? String(output.dropLast(6)) : output
        return plain + ".report.json"
    }
}
