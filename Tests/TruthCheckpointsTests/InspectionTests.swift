import Foundation
import Testing
import TruthCheckpoints

@Suite struct InspectionTests {
    private func inspection() throws -> Inspection {
        var writer = GGUFWriter()
        writer.add("general.architecture", .string("llama"))
        writer.add("llama.rope.freq_base", .float32(0.1))
        writer.add("tokens", .array(.string, (0..<100).map { .string("t\($0)") }))
        writer.add("bad\u{1B}[2J", .string("line\nfeed \u{202E}"))
        writer.add("infinite", .float64(-.infinity))
        writer.add("blk.0.weight", type: GGMLType.type(2)!, shape: [2000, 64], bytes: [UInt8](repeating: 0, count: 72_000))
        writer.add("norm", shape: [64], values: [Float](repeating: 1, count: 64))
        writer.add("old", type: GGMLType.type(15)!, shape: [256], bytes: [UInt8](repeating: 0, count: 292))
        let file = try TemporaryFile(writer.bytes(), name: "model.gguf")
        return Inspection(of: try Checkpoint.open(path: file.path))
    }

    @Test func `a checkpoint is described for people`() throws {
        let inspection = try inspection()
        let text = inspection.description.replacingOccurrences(of: inspection.path, with: "model.gguf")
        #expect(
            text == #"""
                model.gguf
                  format      GGUF v3
                  size        73,988 bytes
                  parameters  128,320 in 3 tensors
                  types       Q4_0 (128,000 in 1 tensor), Q8_K (256 in 1 tensor, not supported), F32 (64 in 1 tensor)

                Metadata (5 keys)
                  general.architecture  "llama"
                  llama.rope.freq_base  0.1
                  tokens                100 strings: ["t0", "t1", "t2", "t3", "t4", "t5", …]
                  bad\u{1B}[2J          "line\nfeed \u{202E}"
                  infinite              -inf

                Tensors (3)
                  name          type  shape      bytes  offset
                  blk.0.weight  Q4_0  2000 × 64  72000    1440
                  norm          F32   64           256   73440
                  old           Q8_K  256          292   73696

                """#)
    }

    @Test func `a checkpoint is described in JSON`() throws {
        let value = try JSONValue.parse([UInt8](JSONEncoder().encode(inspection())), file: "inspection")
        #expect(value["parameterCount"]?.integer == 128_320)
        #expect(value["commonType"]?.string == "Q4_0")
        #expect(value["metadata"]?[2]?["count"]?.integer == 100)
        #expect(value["metadata"]?[2]?["value"]?.array?.count == 6)
        #expect(value["metadata"]?[4]?["value"]?.string == "-inf")
        #expect(value["tensors"]?[0]?["shape"]?.array == [.integer(2000), .integer(64)])
    }

    @Test func `JSON is written as it was read`() throws {
        let text = #"{"a":[1,-2.5,1e+30,true,false,null,"q\"\\\n\t\r\u0001é😀"],"b":{},"c":[]}"#
        let value = try JSONValue.parse(Array(text.utf8), file: "test")
        #expect(value.description == text)
        #expect(try JSONValue.parse([UInt8](JSONEncoder().encode(value)), file: "test") == value)
    }
}
