import Foundation
import Testing
import TruthCheckpoints
import TruthTensors

/// Models in several files: GGUF's splits, and safetensors with an index.
struct PartsTests {
    /// A folder with three parts of one model, in each a tensor named for it.
    private final class Parts {
        let folder = FileManager.default.temporaryDirectory.appending(path: "truthgpt-parts-\(UUID().uuidString)")

        init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
        deinit {
            // Nothing depends on the cleaning up of a temporary folder.
            _ = try? FileManager.default.removeItem(at: folder)
        }

        func path(_ name: String) -> String { folder.appending(path: name).path }
        func path(_ number: Int) -> String { path("model-0000\(number + 1)-of-00003.gguf") }

        func write(_ bytes: [UInt8], _ name: String) throws { try Data(bytes).write(to: folder.appending(path: name)) }
        func write(_ number: Int, count: Int = 3, says: Int? = nil, tensors: Int? = nil, name: String? = nil) throws {
            var writer = GGUFWriter()
            if number == 0 { writer.add("general.architecture", .string("llama")) }
            writer.add("split.no", .uint16(UInt16(says ?? number)))
            writer.add("split.count", .uint16(UInt16(count)))
            writer.add("split.tensors.count", .int32(Int32(tensors ?? 3)))
            writer.add(name ?? "t\(number)", shape: [2, 2], values: [Float(number), 1, 2, 3])
            try Data(writer.bytes()).write(to: URL(filePath: path(number)))
        }
    }

    @Test func `a model in parts opens by its first`() throws {
        let parts = try Parts()
        for number in 0..<3 { try parts.write(number) }
        let checkpoint = try Checkpoint.open(path: parts.path(0))
        #expect(checkpoint.tensors.map(\.name) == ["t0", "t1", "t2"])
        for number in 0..<3 {
            #expect(try checkpoint.matrix(named: "t\(number)").values(row: 0) == [Float(number), 1])
            let entry = try #require(checkpoint.entry(named: "t\(number)"))
            #expect(try checkpoint.storedMatrix(entry).values(row: 1) == [2, 3])
        }
        #expect(try checkpoint.metadata.string("general.architecture") == "llama")
        let other = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: parts.path(1)) }
        #expect(other?.description.hasSuffix("this is part 2 of 3. Open the first part.") == true)
    }

    @Test func `a missing, foreign, cut or renamed part is named`() throws {
        func message(_ change: (Parts) throws -> Void) throws -> String {
            let parts = try Parts()
            for number in 0..<3 { try parts.write(number) }
            try change(parts)
            let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: parts.path(0)) }
            return (error?.description ?? "").replacing(parts.folder.path + "/", with: "")
        }
        #expect(try message { try FileManager.default.removeItem(atPath: $0.path(2)) } == "model-00003-of-00003.gguf: part 3 of 3 is missing. Fetch it.")
        #expect(
            try message { try $0.write(1, says: 2) }
                == "model-00002-of-00003.gguf: expected part 2 of 3; the file says part 3 of 3. It belongs to another model; fetch it again.")
        #expect(try message { try $0.write(1, count: 4) }.contains("the file says part 2 of 4"))
        #expect(try message { try $0.write(0, tensors: 5) }.contains("hold 3 tensors, and the first says 5"))
        #expect(try message { try $0.write(2, name: "t1") }.contains("the tensor 't1' (byte"))
        #expect(try message { try Data([UInt8](repeating: 7, count: 40)).write(to: URL(filePath: $0.path(1))) }.contains("neither GGUF nor safetensors"))
        let parts = try Parts()
        try parts.write(0)
        try FileManager.default.moveItem(atPath: parts.path(0), toPath: parts.path("renamed.gguf"))
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: parts.path("renamed.gguf")) }
        #expect(error?.description.contains("its name must end in '-00001-of-00003.gguf'") == true)
        try parts.write(0, count: 60_000)
        let many = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: parts.path(0)) }
        #expect(many?.description.contains("split.count") == true)
    }

    @Test func `the last part cut at any length is refused`() throws {
        let parts = try Parts()
        for number in 0..<3 { try parts.write(number) }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: parts.path(2))))
        for length in 0..<bytes.count {
            try Data(bytes.prefix(length)).write(to: URL(filePath: parts.path(2)))
            #expect(throws: CheckpointError.self) { try Checkpoint.open(path: parts.path(0)) }
        }
    }

    @Test func `safetensors in several files open by their index`() throws {
        let parts = try Parts()
        for number in 1...2 {
            var writer = SafetensorsWriter()
            writer.add("w\(number)", shape: [2, 2], values: [Float(number), 2, 3, 4])
            try parts.write(writer.bytes(), "model-0000\(number)-of-00002.safetensors")
        }
        try parts.write(Array("{}".utf8), "config.json")
        func index(_ text: String) throws { try parts.write(Array(text.utf8), "model.safetensors.index.json") }
        func message() -> String {
            let error = #expect(throws: CheckpointError.self) { try Checkpoint.open(path: parts.folder.path) }
            return (error?.description ?? "").replacing(parts.folder.path + "/", with: "")
        }
        try index(#"{"weight_map": {"w1": "model-00001-of-00002.safetensors", "w2": "model-00002-of-00002.safetensors"}}"#)
        let checkpoint = try Checkpoint.open(path: parts.folder.path)
        for number in 1...2 { #expect(try checkpoint.matrix(named: "w\(number)").values(row: 0) == [Float(number), 2]) }
        try index(#"{"weight_map": {"w1": "model-00002-of-00002.safetensors"}}"#)
        #expect(message().contains("the tensor 'w1' is missing"))
        try index(#"{"weight_map": {"w1": "model-00003-of-00002.safetensors"}}"#)
        #expect(message().hasPrefix("model-00003-of-00002.safetensors: a part of the model is missing"))
        try index(#"{"weight_map": {"w1": "../secret.safetensors"}}"#)
        #expect(message().contains("has no .safetensors file of this folder"))
        try index("[]")
        #expect(message().contains("no 'weight_map'"))
    }

    @Test func `plain matrices are rounded on loading, by what their width allows`() throws {
        var writer = GGUFWriter()
        let values = (0..<1024).map { Float($0 % 37) - 18 }
        writer.add("wide", shape: [4, 256], values: values)
        writer.add("narrow", shape: [16, 64], values: values)
        writer.add("odd", shape: [4, 9], values: Array(values[..<36]))
        writer.add("gain", shape: [64], values: Array(values[..<64]))
        let file = try TemporaryFile(writer.bytes(), name: "small.gguf")
        let checkpoint = try Checkpoint.open(path: file.path, quantization: .q4_K)
        #expect(try checkpoint.matrix(named: "wide").type == .q4_K)
        #expect(try checkpoint.matrix(named: "narrow").type == .q5_0)
        #expect(try checkpoint.matrix(named: "odd").type == .f16)
        #expect(try checkpoint.vector(named: "gain") == Array(values[..<64]))
        #expect(try checkpoint.matrix(named: "wide").values(row: 0).enumerated().allSatisfy { ($1 - values[$0]).magnitude < 1.5 })
    }
}
