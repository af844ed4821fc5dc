import Foundation
import TruthCheckpoints

/// A file that lives as long as the value that made it.
final class TemporaryFile {
    let path: String

    init(_ bytes: [UInt8], name: String = "checkpoint.bin") throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "truthgpt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: name).path
        try Data(bytes).write(to: URL(filePath: path))
    }

    deinit {
        // Nothing depends on the cleaning up of a temporary folder.
        _ = try? FileManager.default.removeItem(atPath: (path as NSString).deletingLastPathComponent)
    }
}

/// What `bytes` hold as a checkpoint.
func read(_ bytes: [UInt8]) throws(CheckpointError) -> CheckpointContents {
    // A byte has no padding.
    try CheckpointContents.read(unsafe bytes.span.bytes, file: "test.bin")
}

/// Bytes that differ from each other and from run to run of the same length never.
func sampleBytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ $0 >> 8 &+ 11) }
}

/// The bytes of a golden file.
func golden(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: goldenURL(name)))
}

func goldenURL(_ name: String) -> URL {
    Bundle.module.resourceURL!.appending(path: "Goldens").appending(path: name)
}

/// A file or folder that an environment variable names; `nil` if it is not set.
func realPath(_ variable: String) -> String? {
    ProcessInfo.processInfo.environment[variable].flatMap { $0.isEmpty ? nil : $0 }
}
