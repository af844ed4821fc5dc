internal import TruthCheckpoints

/// The settings of a GGUF file's architecture, read with errors that name the key.
struct GGUFSettings {
    let checkpoint: Checkpoint
    /// What the keys that belong to the architecture begin with: `llama.`.
    let prefix: String

    private var metadata: Metadata { checkpoint.metadata }

    func has(_ name: String) -> Bool { metadata[prefix + name] != nil }

    /// A count from 1 to `limit`.
    func integer(_ name: String, limit: Int) throws(CheckpointError) -> Int {
        guard let value = try integer(ifPresent: name, limit: limit) else { throw unexpected(name, expected: "1 to \(limit)") }
        return value
    }

    /// A count from 1 to `limit`.
    func integer(ifPresent name: String, limit: Int) throws(CheckpointError) -> Int? {
        guard let value = try metadata.integer(ifPresent: prefix + name) else { return nil }
        guard (1...limit).contains(value) else { throw unexpected(name, expected: "1 to \(limit)") }
        return value
    }

    func number(_ name: String) throws(CheckpointError) -> Double { try metadata.number(prefix + name) }
    func number(ifPresent name: String) throws(CheckpointError) -> Double? { try metadata.number(ifPresent: prefix + name) }
    func string(ifPresent name: String) throws(CheckpointError) -> String? { try metadata.string(ifPresent: prefix + name) }

    /// A count where 0 means that there is none.
    func integer(orZero name: String, limit: Int) throws(CheckpointError) -> Int? {
        try metadata.integer(ifPresent: prefix + name) == 0 ? nil : integer(ifPresent: name, limit: limit)
    }

    func unexpected(_ name: String, expected: String) -> CheckpointError { metadata.unexpected(prefix + name, expected: expected) }

    func unsupported(_ name: String, value: String, supported: String) -> ModelError {
        .unsupportedSetting(path: checkpoint.path, name: prefix + name, value: value, supported: supported)
    }
}
