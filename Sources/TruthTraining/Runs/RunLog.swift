import Foundation

/// The log of a run: a JSON object a line, `{"kind":"step",…}`, for people and programs.
///
/// A run that goes on from a checkpoint takes back what was logged after it.
package final class RunLog {
    /// One line.
    package enum Entry: Sendable, Hashable {
        case step(StepReport)
        case evaluation(EvaluationReport)
        case sample(step: Int, text: String)

        package var step: Int {
            switch self {
            case .step(let report): report.step
            case .evaluation(let report): report.step
            case .sample(let step, _): step
            }
        }
    }

    private struct Line: Codable {
        var kind: String
        var report: StepReport?
        var evaluation: EvaluationReport?
        var step: Int?
        var text: String?

        init(_ entry: Entry) {
            switch entry {
            case .step(let report): (kind, self.report) = ("step", report)
            case .evaluation(let evaluation): (kind, self.evaluation) = ("evaluation", evaluation)
            case .sample(let step, let text): (kind, self.step, self.text) = ("sample", step, text)
            }
        }

        var entry: Entry? {
            switch kind {
            case "step": report.map { .step($0) }
            case "evaluation": evaluation.map { .evaluation($0) }
            case "sample": step.flatMap { step in text.map { .sample(step: step, text: $0) } }
            default: nil
            }
        }
    }

    private let handle: FileHandle

    /// Opens the log and drops what lies behind `step`.
    package init(path: String, keepingUpTo step: Int) throws {
        let kept = (try? Self.read(path))?.filter { $0.step <= step } ?? []
        do {
            try Data(kept.map { Self.text($0) }.joined().utf8).write(to: URL(filePath: path), options: .atomic)
            handle = try FileHandle(forWritingTo: URL(filePath: path))
            try handle.seekToEnd()
        } catch {
            throw RunError.unwritable(path: path, reason: error.systemReason)
        }
    }

    /// Adds a line.
    package func add(_ entry: Entry) throws {
        do {
            try handle.write(contentsOf: Data(Self.text(entry).utf8))
        } catch {
            throw RunError.unwritable(path: "log.jsonl", reason: error.systemReason)
        }
    }

    /// The entries of a log; a last line that was cut off doesn't count.
    package static func read(_ path: String) throws -> [Entry] {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw RunError.unreadable(path: path, reason: error.systemReason)
        }
        let decoder = JSONDecoder()
        return text.split(separator: "\n").compactMap { try? decoder.decode(Line.self, from: Data($0.utf8)).entry }
    }

    private static func text(_ entry: Entry) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Losses that are no number end a run or are skipped before they come here.
        guard let data = try? encoder.encode(Line(entry)) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
