import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The folder of a run: recipe, log, checkpoints, record, report.
///
/// Whoever trains holds its lock; the system lets go of it when the program ends, however it ends.
package final class RunFolder {
    package let path: String
    private let lock: FileHandle

    package var recipePath: String { "\(path)/recipe.yaml" }
    package var logPath: String { "\(path)/log.jsonl" }
    package var checkpointsPath: String { "\(path)/checkpoints" }
    package var recordPath: String { "\(path)/record.json" }
    package var reportPath: String { "\(path)/report.html" }
    package var eventsPath: String { "\(path)/events.out.tfevents.truthgpt" }

    /// Makes or opens the folder.
    package init(path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(atPath: "\(path)/checkpoints", withIntermediateDirectories: true)
        } catch {
            throw RunError.unwritable(path: path, reason: error.systemReason)
        }
        let lockPath = "\(path)/lock"
        guard FileManager.default.fileExists(atPath: lockPath) || FileManager.default.createFile(atPath: lockPath, contents: nil),
            let lock = FileHandle(forUpdatingAtPath: lockPath)
        else { throw RunError.unwritable(path: lockPath, reason: "the file can't be made") }
        guard flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else { throw RunError.busy(path: path) }
        self.lock = lock
        for name in (try? FileManager.default.contentsOfDirectory(atPath: checkpointsPath)) ?? [] where name.hasPrefix("writing-") {
            try? FileManager.default.removeItem(atPath: "\(checkpointsPath)/\(name)")
        }
    }

    /// The recipe of the run that is here; `nil` in a new folder.
    package static func recipe(in path: String) throws -> TrainingRecipe? {
        let file = "\(path)/recipe.yaml"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        return try TrainingRecipe(contentsOf: file)
    }

    /// Removes checkpoints that are neither among the last `count` nor the best.
    package func prune(keeping count: Int, best: Int?) {
        for checkpoint in RunCheckpoint.all(in: checkpointsPath).dropLast(count) where checkpoint.step != best {
            try? FileManager.default.removeItem(atPath: checkpoint.path)
        }
    }

    /// Replaces a file in one step.
    package func replace(_ path: String, with bytes: Data) throws {
        do {
            try bytes.write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw RunError.unwritable(path: path, reason: error.systemReason)
        }
    }
}
