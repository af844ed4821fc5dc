import Foundation
import Testing
import TruthCheckpoints
import TruthTensors

@Suite struct CheckpointTests {
    private static func small() -> GGUFWriter {
        var writer = GGUFWriter()
        writer.add("general.architecture", .string("llama"))
        writer.add("matrix", shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
        writer.add("vector", shape: [4], values: [0.5, -1, 2, .pi])
        writer.add("half", type: TensorType(.f16), shape: [2], bytes: [0x00, 0x3C, 0x00, 0xC0])
        writer.add("brain", type: TensorType(.bf16), shape: [2], bytes: [0x80, 0x3F, 0x00, 0xC0])
        writer.add("foreign", type: GGMLType.type(15)!, shape: [1, 256], bytes: sampleBytes(292))
        writer.add("cube", shape: [1, 2, 1], values: [1, 2])
        return writer
    }

    @Test func `a GGUF file lends its numbers`() throws {
        let file = try TemporaryFile(Self.small().bytes(), name: "small.gguf")
        let checkpoint = try Checkpoint.open(path: file.path)
        #expect(checkpoint.format == .gguf(version: 3))
        #expect(checkpoint.configuration == nil)
        #expect(try checkpoint.metadata.string("general.architecture") == "llama")
        let matrix = try checkpoint.matrix(named: "matrix")
        #expect(matrix.type == .f32 && matrix.rows == 2 && matrix.columns == 3)
        #expect(matrix.values(row: 1) == [4, 5, 6])
        #expect(try checkpoint.matrix(named: "matrix", rows: 2, columns: 3).values(row: 0) == [1, 2, 3])
        #expect(try checkpoint.vector(named: "vector") == [0.5, -1, 2, .pi])
        #expect(try checkpoint.vector(named: "half", count: 2) == [1, -2])
        #expect(try checkpoint.vector(named: "brain") == [1, -2])
        #expect(checkpoint.has("foreign") && !checkpoint.has("absent"))
        #expect(checkpoint.entry(named: "foreign")?.type.name == "Q8_K")
        #expect(checkpoint.parameterCount == 6 + 4 + 2 + 2 + 256 + 2)
        #expect(checkpoint.commonType?.name == "Q8_K")
    }

    @Test func `what can't be lent is named`() throws {
        let file = try TemporaryFile(Self.small().bytes(), name: "small.gguf")
        let checkpoint = try Checkpoint.open(path: file.path)
        func message(_ body: () throws -> Void) -> String {
            let error = #expect(throws: CheckpointError.self, performing: body)
            return error?.description.replacingOccurrences(of: file.path, with: "small.gguf") ?? ""
        }
        #expect(
            message { _ = try checkpoint.matrix(named: "absent") }
                == "small.gguf: the tensor 'absent' is missing. The file is incomplete, or of another kind of model.")
        #expect(
            message { _ = try checkpoint.matrix(named: "foreign") }
                == "small.gguf: the tensor 'foreign' has the type Q8_K, which is not supported. "
                + "Supported types are F32, F16, BF16, Q4_0, Q4_1, Q8_0, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, MXFP4. "
                + "Use the model in one of them.")
        #expect(
            message { _ = try checkpoint.matrix(named: "matrix", rows: 3, columns: 2) }
                == "small.gguf: the tensor 'matrix' has the shape [2, 3], expected [3, 2].")
        #expect(
            message { _ = try checkpoint.matrix(named: "cube") }
                == "small.gguf: the tensor 'cube' has the shape [1, 2, 1], expected two dimensions.")
        #expect(
            message { _ = try checkpoint.vector(named: "vector", count: 5) }
                == "small.gguf: the tensor 'vector' has the shape [4], expected [5].")
    }

    @Test func `a folder lends its tensors and its configuration`() throws {
        var writer = SafetensorsWriter()
        writer.add("weight", shape: [2, 2], values: [1, 2, 3, 4])
        let file = try TemporaryFile(writer.bytes(), name: "other-name.safetensors")
        let folder = (file.path as NSString).deletingLastPathComponent
        #expect(throws: CheckpointError.self) { try Checkpoint.open(path: folder) }
        try Data(#"{"hidden_size": 384}"#.utf8).write(to: URL(filePath: folder + "/config.json"))
        let checkpoint = try Checkpoint.open(path: folder)
        #expect(checkpoint.format == .safetensors)
        #expect(checkpoint.configuration?["hidden_size"]?.integer == 384)
        #expect(try checkpoint.matrix(named: "weight").values(row: 1) == [3, 4])

        try Data(writer.bytes()).write(to: URL(filePath: folder + "/second.safetensors"))
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: folder) }
        #expect(error?.description.contains("has 2 .safetensors files") == true)
        try Data(writer.bytes()).write(to: URL(filePath: folder + "/model.safetensors"))
        #expect(try Checkpoint.open(path: folder).has("weight"))

        try Data("{".utf8).write(to: URL(filePath: folder + "/config.json"))
        let invalid = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: folder) }
        #expect(invalid?.description.contains("config.json: invalid JSON at line 1, column 2") == true)
    }

    @Test func `what is no checkpoint is refused by name`() throws {
        let text = try TemporaryFile(Array("Once upon a time".utf8), name: "story.txt")
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: text.path) }
        #expect(error?.description.contains("story.txt: neither GGUF nor safetensors") == true)
        let pointer = try TemporaryFile(Array("version https://git-lfs.github.com/spec/v1\n".utf8), name: "model.gguf")
        let pointerError = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: pointer.path) }
        #expect(pointerError?.description.contains("a pointer of Git LFS") == true)
        let short = try TemporaryFile(Array("short".utf8))
        #expect(throws: CheckpointError.unknownFormat(file: short.path, firstBytes: Array("short".utf8))) {
            try Checkpoint.open(path: short.path)
        }
        #expect(throws: CheckpointError.self) { try Checkpoint.open(path: text.path + ".absent") }
        let empty = try TemporaryFile([])
        #expect(throws: CheckpointError.self) { try Checkpoint.open(path: empty.path) }
    }
}
