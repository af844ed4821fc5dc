import Foundation
internal import TruthCheckpoints
internal import TruthTensors

/// A run's parameters, optimiser states and ``RunState`` in a folder of their own.
///
/// The folder is written under another name, brought to the disk and renamed, so that it is there whole or not at all. Its
/// `state.json` has the SHA-256 of the other files.
package struct RunCheckpoint: Sendable, Hashable {
    private static let modelFile = "model.safetensors", optimizerFile = "optimizer.safetensors", stateFile = "state.json"
    private static let prefix = "step-"

    package let path: String
    package let step: Int

    private struct Contents: Codable {
        var state: RunState
        /// SHA-256 by file.
        var files: [String: String]
    }

    // MARK: - Finding

    /// The checkpoints in a folder, oldest first.
    package static func all(in folder: String) -> [RunCheckpoint] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap { name in
            guard name.hasPrefix(prefix), let step = Int(name.dropFirst(prefix.count)) else { return nil }
            return RunCheckpoint(path: "\(folder)/\(name)", step: step)
        }.sorted { $0.step < $1.step }
    }

    // MARK: - Saving

    /// Saves a run.
    ///
    /// - Throws: ``RunError/unwritable(path:reason:)``; then nothing is left of it, and other checkpoints are as they were.
    package static func save(_ parameters: [Parameter], _ state: RunState, in folder: String, room: DiskRoom = DiskRoom()) throws -> RunCheckpoint {
        let name = prefix + String(repeating: "0", count: max(0, 9 - "\(state.step)".count)) + "\(state.step)"
        let (final, temporary) = ("\(folder)/\(name)", "\(folder)/writing-\(name)")
        let files = FileManager.default
        do {
            try? files.removeItem(atPath: temporary)
            try files.createDirectory(atPath: temporary, withIntermediateDirectories: true)
            let model = parameters.flatMap { parameter in
                parameter.parts.map { (name: $0.name, shape: shape(of: parameter, $0), tensor: parameter.value.part(rows: $0.rows)) }
            }
            let optimizer = parameters.flatMap { parameter in
                parameter.optimizerState.sorted { $0.key < $1.key }.map {
                    (name: "\(parameter.name)/\($0.key)", shape: [$0.value.rows, $0.value.columns], tensor: $0.value)
                }
            }
            let hashes = [
                modelFile: try write(model, to: "\(temporary)/\(modelFile)", room: room),
                optimizerFile: try write(optimizer, to: "\(temporary)/\(optimizerFile)", room: room),
            ]
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            var output = try OutputFile(path: "\(temporary)/\(stateFile)", room: room)
            try output.write(Array(encoder.encode(Contents(state: state, files: hashes))))
            _ = try output.finish()
            if files.fileExists(atPath: final) { try files.removeItem(atPath: final) }
            try files.moveItem(atPath: temporary, toPath: final)
            try ShardFolder.synchronize(folder)
        } catch {
            try? files.removeItem(atPath: temporary)
            if case ShardError.unwritable(let path, let reason) = error { throw RunError.unwritable(path: path, reason: reason) }
            throw RunError.unwritable(path: final, reason: error.systemReason)
        }
        return RunCheckpoint(path: final, step: state.step)
    }

    /// Files call a gain's or bias's shape `[D]`.
    private static func shape(of parameter: Parameter, _ part: Parameter.Part) -> [Int] {
        switch parameter.role {
        case .gain, .bias: [parameter.value.columns]
        case .embedding, .hidden, .head: [part.rows.count, parameter.value.columns]
        }
    }

    private static func write(
        _ tensors: [(name: String, shape: [Int], tensor: TrainingTensor)], to path: String, room: DiskRoom
    ) throws -> String {
        var output = try OutputFile(path: path, room: room)
        try output.write(
            SafetensorsWriter.head(
                metadata: [("format", "pt")], tensors: tensors.map { (name: $0.name, type: $0.tensor.type, shape: $0.shape) }))
        for tensor in tensors { try output.write(tensor.tensor) }
        return try output.finish()
    }

    // MARK: - Loading

    /// Checks every byte, and puts parameters and optimiser states back.
    ///
    /// - Throws: ``RunError/damagedCheckpoint(path:problem:)`` or ``RunError/otherModel(path:problem:)``; then parameters are undefined.
    package func load(into parameters: [Parameter]) throws -> RunState {
        let contents = try verified()
        let model = try open(Self.modelFile), optimizer = try open(Self.optimizerFile)
        for parameter in parameters {
            for part in parameter.parts {
                try fill(parameter.value.part(rows: part.rows), named: part.name, shape: Self.shape(of: parameter, part), from: model)
            }
            for (name, tensor) in parameter.optimizerState {
                try fill(tensor, named: "\(parameter.name)/\(name)", shape: [tensor.rows, tensor.columns], from: optimizer)
            }
        }
        return contents.state
    }

    /// The state alone, every file checked.
    package func state() throws -> RunState { try verified().state }

    /// The file with the parameters.
    package var modelPath: String { "\(path)/\(Self.modelFile)" }

    private func verified() throws -> Contents {
        let contents: Contents
        do {
            contents = try JSONDecoder().decode(Contents.self, from: Data(contentsOf: URL(filePath: "\(path)/\(Self.stateFile)")))
        } catch {
            throw RunError.damagedCheckpoint(path: path, problem: "\(Self.stateFile) is missing or incomplete")
        }
        guard contents.state.version == RunState.currentVersion else {
            throw RunError.damagedCheckpoint(path: path, problem: "it has version \(contents.state.version) of the format; this program reads \(RunState.currentVersion)")
        }
        for name in [Self.modelFile, Self.optimizerFile] {
            let found = try sha256(of: name)
            guard found == contents.files[name] else {
                throw RunError.damagedCheckpoint(path: path, problem: "\(name) is not the file that was saved (its SHA-256 is another)")
            }
        }
        return contents
    }

    private func sha256(of name: String) throws -> String {
        do {
            return try FileHash.sha256(of: ["\(path)/\(name)"])
        } catch {
            throw RunError.damagedCheckpoint(path: path, problem: "\(name) can't be read (\(error.systemReason))")
        }
    }

    private func open(_ name: String) throws -> Checkpoint {
        do {
            return try Checkpoint.open(path: "\(path)/\(name)")
        } catch {
            throw RunError.damagedCheckpoint(path: path, problem: "\(error)")
        }
    }

    private func fill(_ tensor: TrainingTensor, named name: String, shape: [Int], from checkpoint: Checkpoint) throws {
        guard let entry = checkpoint.entry(named: name) else { throw RunError.otherModel(path: path, problem: "it has no tensor \(name)") }
        guard entry.shape == shape else {
            throw RunError.otherModel(path: path, problem: "\(name) has the shape \(entry.shape), not \(shape)")
        }
        checkpoint.withBytes(of: entry) { tensor.fill(bytes: $0) }
    }
}

extension OutputFile {
    /// Writes all numbers as they lie in memory.
    mutating func write(_ tensor: TrainingTensor) throws {
        let chunk = 1 << 20
        let byteCount = tensor.count * tensor.type.bytesPerBlock
        for first in stride(from: 0, to: byteCount, by: chunk) { try write(tensor.bytes(first..<min(byteCount, first + chunk))) }
    }
}
