import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A folder with shards, while somebody writes into it.
///
/// The files of each build have a folder of their own, `build-1`, `build-2` and so on; `manifest.json` names the one that counts and
/// is replaced in one step when all of them are on the disk. So whatever happens, there are the old shards or the new ones.
final class ShardFolder {
    static let manifestName = "manifest.json"

    let path: String
    private let lock: FileHandle
    /// What was there before.
    let manifest: ShardManifest?
    private let files = FileManager.default

    /// Opens or makes the folder, locks it, and clears away what interrupted builds left.
    init(path: String) throws(ShardError) {
        self.path = path
        do {
            try files.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: path, reason: error.systemReason)
        }
        let lockPath = path + "/lock"
        guard files.fileExists(atPath: lockPath) || files.createFile(atPath: lockPath, contents: nil),
            let lock = FileHandle(forUpdatingAtPath: lockPath)
        else { throw .unwritable(path: lockPath, reason: "the file can't be made") }
        // The system lets go of the lock when the program ends, however it ends.
        guard flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0 else { throw .busy(path: path) }
        self.lock = lock
        manifest = files.fileExists(atPath: Self.manifestPath(path)) ? try Self.readManifest(path) : nil
        try removeBuilds(except: manifest?.build)
    }

    static func manifestPath(_ folder: String) -> String { "\(folder)/\(manifestName)" }

    static func readManifest(_ folder: String) throws(ShardError) -> ShardManifest {
        try manifest(in: manifestData(folder), path: manifestPath(folder))
    }

    static func manifestData(_ folder: String) throws(ShardError) -> Data {
        let path = manifestPath(folder)
        guard FileManager.default.fileExists(atPath: path) else { throw .noShards(path: folder) }
        do {
            return try Data(contentsOf: URL(filePath: path))
        } catch {
            throw .unreadable(path: path, reason: error.systemReason)
        }
    }

    static func manifest(in data: Data, path: String) throws(ShardError) -> ShardManifest {
        struct Version: Decodable { var version: Int }
        let decoder = JSONDecoder()
        do {
            let version = try decoder.decode(Version.self, from: data).version
            guard version == ShardManifest.currentVersion else {
                throw ShardError.invalidManifest(
                    path: path, problem: "the format has version \(version), and this program knows \(ShardManifest.currentVersion)")
            }
            let manifest = try decoder.decode(ShardManifest.self, from: data)
            // Names become paths, and whoever wrote them must not lead out of the folder.
            let names = (manifest.train.shards + manifest.validation.shards).map(\.name) + [manifest.build, manifest.tokenizer.file]
            guard names.allSatisfy({ !$0.isEmpty && !$0.contains("/") && !$0.hasPrefix(".") }) else {
                throw ShardError.invalidManifest(path: path, problem: "a file name leads out of the folder")
            }
            return manifest
        } catch let error as ShardError {
            throw error
        } catch {
            throw .invalidManifest(path: path, problem: "it is not a manifest of shards")
        }
    }

    /// Makes the folder of a new build.
    func beginBuild() throws(ShardError) -> String {
        let last = manifest?.build.split(separator: "-").last.flatMap { Int($0) } ?? 0
        let name = "build-\(last + 1)"
        do {
            try files.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: false)
        } catch {
            throw .unwritable(path: "\(path)/\(name)", reason: error.systemReason)
        }
        return name
    }

    /// Makes the build that `manifest` names the one that counts; its files are on the disk already.
    func commit(_ manifest: ShardManifest, room: DiskRoom) throws(ShardError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data: Data
        do {
            data = try encoder.encode(manifest)
        } catch {
            preconditionFailure("ShardManifest: \(error)")
        }
        try Self.synchronize("\(path)/\(manifest.build)")
        var file = try OutputFile(path: Self.manifestPath(path) + ".new", room: room)
        try file.write(data)
        _ = try file.finish()
        // Replaces the old manifest in one step.
        guard unsafe rename(file.path, Self.manifestPath(path)) == 0 else {
            throw .unwritable(path: Self.manifestPath(path), reason: "it can't be replaced")
        }
        try Self.synchronize(path)
        try removeBuilds(except: manifest.build)
    }

    /// Removes the folders of builds that don't count, and a manifest that wasn't finished.
    func removeBuilds(except build: String?) throws(ShardError) {
        do {
            for name in try files.contentsOfDirectory(atPath: path) {
                guard name.hasPrefix("build-") && name != build || name == Self.manifestName + ".new" else { continue }
                try files.removeItem(atPath: "\(path)/\(name)")
            }
        } catch {
            throw .unwritable(path: path, reason: error.systemReason)
        }
    }

    /// Brings the names in a folder to the disk.
    static func synchronize(_ folder: String) throws(ShardError) {
        let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: folder, reason: "it can't be opened") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unwritable(path: folder, reason: "it can't be brought to the disk") }
    }
}
