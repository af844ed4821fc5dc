import Foundation
package import TruthCheckpoints
internal import TruthModels
package import TruthTensors
internal import TruthTokens

/// Writes a model in another format or type: GGUF or a Hugging Face folder into either.
///
/// Within a format every architecture goes through, its settings untouched. Between the formats Llama's tensors change their
/// names, and the rows of queries and keys their order. Tensors are converted one after the other; the output is written aside and
/// takes its name when it is whole.
package struct ModelConversion {
    package let checkpoint: Checkpoint
    private let mixture: WeightMixture?
    private let processor: Processor
    private let room: DiskRoom

    /// - Parameters:
    ///   - mixture: The types to write; `nil`: as they are, and F32 for quantised matrices that go into a folder.
    package init(of checkpoint: Checkpoint, to mixture: WeightMixture?, on processor: Processor = .shared, room: DiskRoom = DiskRoom()) {
        self.checkpoint = checkpoint
        self.mixture = mixture
        self.processor = processor
        self.room = room
    }

    private var isFolder: Bool { checkpoint.configuration != nil }

    /// Writes a `.gguf` file, or a folder.
    ///
    /// - Parameter progress: Called with the bytes written and all bytes.
    /// - Throws: ``ConversionError``, or what reading the model throws.
    package func write(to path: String, progress: (Int, Int) -> Void = { _, _ in }) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            let same = URL(filePath: path).resolvingSymlinksInPath() == URL(filePath: checkpoint.path).resolvingSymlinksInPath()
            throw same ? ConversionError.outputIsInput(path: path) : .outputExists(path: path)
        }
        let aside = path + ".writing"
        do {
            if path.hasSuffix(".gguf") {
                try writeFile(aside, progress)
            } else {
                try writeFolder(aside, progress)
            }
            try FileManager.default.moveItem(atPath: aside, toPath: path)
        } catch {
            // What is left of a failed conversion is of no use; if it can't be removed, the first error still counts.
            _ = try? FileManager.default.removeItem(atPath: aside)
            if case .unwritable(_, let reason)? = error as? ShardError { throw ConversionError.unwritable(path: path, reason: reason) }
            throw error
        }
    }

    // MARK: - GGUF

    private func writeFile(_ path: String, _ progress: (Int, Int) -> Void) throws {
        var writer = GGUFWriter()
        let tensors: [ConvertedTensor]
        if isFolder {
            let llama = try LlamaConversion(folder: checkpoint)
            for (key, value) in try llama.keys() { writer.add(key, value) }
            tensors = llama.tensorsForFile { convertedType($0, $1, isTied: llama.configuration.isTied) }
        } else {
            try copyKeys(to: &writer)
            let isTied = !checkpoint.has("output.weight")
            tensors = checkpoint.tensors.map { entry in
                ConvertedTensor(source: entry, name: entry.name, type: convertedType(entry.name, entry, isTied: isTied))
            }
        }
        if let mixture {
            writer.add("general.file_type", .uint32(mixture.fileType))
            writer.add("general.quantization_version", .uint32(2))
        }
        try write(tensors, head: writer.head(of: tensors.map { (name: $0.name, type: $0.storedType, shape: $0.shape) }), alignment: 32, to: path, progress)
    }

    /// All keys but those that conversion or joining parts makes untrue.
    private func copyKeys(to writer: inout GGUFWriter) throws {
        let replaced = mixture == nil ? [] : ["general.file_type", "general.quantization_version"]
        for key in checkpoint.metadata.keys where key != "general.alignment" && !key.hasPrefix("split.") && !replaced.contains(key) {
            guard let bytes = checkpoint.metadataBytes(key) else { throw CheckpointError.missingKey(file: checkpoint.path, key: key) }
            writer.add(key, raw: bytes)
        }
    }

    private func convertedType(_ name: String, _ entry: TensorEntry, isTied: Bool) -> ElementType? {
        let blocks = (checkpoint.tensors.compactMap { $0.name.split(separator: ".").lazy.compactMap { Int($0) }.first }.max() ?? -1) + 1
        if let type = mixture?.type(of: name, shape: entry.shape, blockCount: blocks, isTied: isTied) { return type }
        // Programs expect norms and biases in F32.
        return isFolder && entry.shape.count == 1 ? .f32 : nil
    }

    // MARK: - Folder

    private func writeFolder(_ path: String, _ progress: (Int, Int) -> Void) throws {
        let wanted = mixture?.type
        if let wanted, wanted.elementsPerBlock > 1 {
            throw ConversionError.inexpressible(path: path, what: "a folder's numbers can be f32, f16 or bf16; \(wanted.rawValue) goes into a .gguf file.")
        }
        try makeFolder(path)
        let tensors: [ConvertedTensor]
        if isFolder {
            tensors = checkpoint.tensors.map { ConvertedTensor(source: $0, name: $0.name, type: $0.type.element.map { wanted ?? $0 }) }
            try copyFiles(to: path, type: wanted)
        } else {
            let llama = try LlamaConversion(file: checkpoint), type = wanted ?? llama.plainType
            tensors = llama.tensorsForFolder(type)
            try write([UInt8](llama.configurationFile(type).utf8), to: "\(path)/config.json")
            try write([UInt8](llama.tokenizerConfiguration().utf8), to: "\(path)/tokenizer_config.json")
            try write([UInt8](Tokenizer.json(metadata: checkpoint.metadata).utf8), to: "\(path)/tokenizer.json")
        }
        let head = SafetensorsWriter.head(
            metadata: [("format", "pt")], stored: tensors.map { (name: $0.name, type: $0.storedType.name, shape: $0.shape, byteCount: $0.byteCount) })
        try write(tensors, head: head, alignment: 1, to: "\(path)/model.safetensors", progress)
    }

    private func makeFolder(_ path: String) throws {
        do {
            // What an interrupted conversion left.
            if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ConversionError.unwritable(path: path, reason: error.systemReason)
        }
    }

    /// The files beside the tensors; the configuration says the new type.
    private func copyFiles(to path: String, type: ElementType?) throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: checkpoint.path)
        for name in names where name != "config.json" && !name.hasSuffix(".safetensors") && !name.hasSuffix(".safetensors.index.json") {
            // Symbolic links, as in Hugging Face's cache, become files.
            let source = URL(filePath: "\(checkpoint.path)/\(name)").resolvingSymlinksInPath()
            guard try source.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            try write([UInt8](Data(contentsOf: source)), to: "\(path)/\(name)")
        }
        var members: [(key: String, value: JSONValue)] = []
        let typeKeys = ["torch_dtype", "dtype"]
        for (key, value) in checkpoint.configuration?.object ?? JSONObject() {
            members.append((key, typeKeys.contains(key) && type != nil ? .string(LlamaConversion.typeName(type!)) : value))
        }
        try write([UInt8]((JSONValue.object(JSONObject(members)).description + "\n").utf8), to: "\(path)/config.json")
    }

    // MARK: - Bytes

    private func write(_ bytes: [UInt8], to path: String) throws {
        var output = try OutputFile(path: path, room: room)
        try output.write(bytes)
        _ = try output.finish()
    }

    private func write(_ tensors: [ConvertedTensor], head: [UInt8], alignment: Int, to path: String, _ progress: (Int, Int) -> Void) throws {
        let total = tensors.reduce(head.count) { $0 + $1.byteCount }
        var output = try OutputFile(path: path, room: room)
        try output.write(head)
        for tensor in tensors {
            try tensor.write(from: checkpoint, to: &output, on: processor)
            try output.write([UInt8](repeating: 0, count: (alignment - output.byteCount % alignment) % alignment))
            progress(min(total, output.byteCount), total)
        }
        _ = try output.finish()
    }
}
