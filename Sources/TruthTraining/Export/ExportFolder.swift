import Foundation
internal import TruthCheckpoints

/// Folders that are there whole or not at all.
enum ExportFolder {
    /// Has `body` fill a folder, which then takes the place of `path`.
    static func write(to path: String, _ body: (_ folder: String) throws -> Void) throws {
        let temporary = path + ".writing", files = FileManager.default
        do {
            try? files.removeItem(atPath: temporary)
            try files.createDirectory(atPath: temporary, withIntermediateDirectories: true)
            try body(temporary)
            try? files.removeItem(atPath: path)
            try files.moveItem(atPath: temporary, toPath: path)
        } catch {
            try? files.removeItem(atPath: temporary)
            throw error is RunError ? error : RunError.unwritable(path: path, reason: error.systemReason)
        }
    }

    static func write(_ object: JSONObject, to path: String) throws {
        try data(object).write(to: URL(filePath: path))
    }

    static func data(_ object: JSONObject) -> Data { Data((JSONValue.object(object).description + "\n").utf8) }
}
