import Testing
import TruthCheckpoints
import TruthTensors

/// Files that PyPI's gguf and safetensors wrote; scripts/goldens/checkpoints.py makes them.
@Suite struct GoldenTests {
    @Test func `a GGUF file of the reference implementation is read in full`() throws {
        let checkpoint = try Checkpoint.open(path: goldenURL("small.gguf").path)
        let expected: [(String, MetadataValue)] = [
            ("general.architecture", .string("llama")), ("general.name", .string("A small golden")), ("test.uint8", .unsigned(200)),
            ("test.int8", .integer(-100)), ("test.uint16", .unsigned(60000)), ("test.int16", .integer(-30000)),
            ("test.uint32", .unsigned(4_000_000_000)), ("test.int32", .integer(-2_000_000_000)),
            ("test.uint64", .unsigned(1 << 63 + 1)), ("test.int64", .integer(-(1 << 62))), ("test.float32", .float(Double(Float(0.1)))),
            ("test.float64", .float(0.1)), ("test.bool", .bool(true)), ("test.string", .string("né 中 😀\n")),
            ("test.strings", .strings(["Ġthe", "", "中"])), ("test.integers", .integers([1, -2, 3])),
            ("test.floats", .floats([0.5, -0.25])), ("test.bools", .bools([true, false])),
        ]
        #expect(checkpoint.metadata.keys == expected.map(\.0))
        for (key, value) in expected { #expect(checkpoint.metadata[key] == value, "\(key)") }
        #expect(try checkpoint.vector(named: "bias") == [0, 1, 2, 3, 4])
        #expect(checkpoint.entry(named: "foreign.weight")?.type.name == "TQ1_0")
        #expect(checkpoint.entry(named: "foreign.weight")?.shape == [1, 256])
    }

    // The others: Tests/TruthTensorsTests has blocks of each.
    @Test(arguments: [ElementType.f32, .f16, .bf16, .q4_0, .q4_1, .q8_0])
    func `numbers of every supported type are those of the reference implementation`(type: ElementType) throws {
        let checkpoint = try Checkpoint.open(path: goldenURL("small.gguf").path)
        let matrix = try checkpoint.matrix(named: "\(type.rawValue).weight", rows: 3, columns: 64)
        #expect(matrix.type == type)
        let expected = try JSONValue.parse(golden("expected.json"), file: "expected.json")
        for row in 0..<3 {
            let values = try #require(expected[type.rawValue]?[row]?.array).compactMap { $0.number.map { Float($0) } }
            #expect(matrix.values(row: row) == values)
        }
    }

    @Test func `a safetensors file of the reference implementation is read in full`() throws {
        let checkpoint = try Checkpoint.open(path: goldenURL("small.safetensors").path)
        #expect(try checkpoint.metadata.string("format") == "np")
        #expect(try checkpoint.metadata.string("note") == "né \"quoted\"")
        #expect(try checkpoint.matrix(named: "weight", rows: 3, columns: 5).values(row: 2) == [10, 11, 12, 13, 14])
        #expect(try checkpoint.vector(named: "half") == [1, -2, 0.5])
        #expect(checkpoint.entry(named: "ids")?.type.name == "I64")
        #expect(checkpoint.entry(named: "mask")?.type.name == "BOOL")
        #expect(checkpoint.entry(named: "scalar")?.shape == [])
    }
}
