import Testing
import TruthCheckpoints

@Suite struct SafetensorsTests {
    @Test func `tensors of every type come back`() throws {
        let types = [
            ("BOOL", 1), ("U8", 1), ("I8", 1), ("F8_E4M3", 1), ("F8_E5M2", 1), ("U16", 2), ("I16", 2), ("F16", 2), ("BF16", 2),
            ("U32", 4), ("I32", 4), ("F32", 4), ("U64", 8), ("I64", 8), ("F64", 8),
        ]
        var writer = SafetensorsWriter()
        writer.add("format", "pt")
        for (type, byteCount) in types { writer.add("\(type) \"matrix\"", type: type, shape: [3, 5], bytes: sampleBytes(15 * byteCount)) }
        writer.add("scalar", type: "F32", shape: [], bytes: sampleBytes(4))
        writer.add("empty", type: "F32", shape: [0, 7], bytes: [])
        writer.add("pairs", type: "F4", shape: [3, 4], bytes: sampleBytes(6))
        let file = writer.bytes()
        let contents = try read(file)
        #expect(contents.format == .safetensors)
        #expect(try contents.metadata.string("format") == "pt")
        #expect(contents.tensors.count == types.count + 3)
        for (entry, (type, byteCount)) in zip(contents.tensors, types) {
            #expect(entry.name == "\(type) \"matrix\"")
            #expect(entry.type.name == type)
            #expect(entry.shape == [3, 5])
            #expect(Array(file[entry.byteOffset..<entry.byteOffset + entry.byteCount]) == sampleBytes(15 * byteCount))
        }
        #expect(contents.tensors[types.count].shape == [])
        #expect(contents.tensors[types.count + 1].byteCount == 0)
    }

    /// Headers that contradict themselves or eight bytes of data, with what is said about them.
    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, "'data_offsets' with two whole numbers"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, "'data_offsets' with two whole numbers"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, "'data_offsets' with two whole numbers"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8.5]}}"#, "'data_offsets' with two whole numbers"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}"#, "ends at byte 9223372036854775887"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775808]}}"#, "'data_offsets' with two whole numbers"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "take 12 bytes, and its data_offsets enclose 8"),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, "larger than any file"),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#, "larger than any file"),
        (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, "array of whole numbers 'shape'"),
        (#"{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}"#, "array of whole numbers 'shape'"),
        (#"{"a":{"dtype":"Q9","shape":[2],"data_offsets":[0,8]}}"#, "Q9 is not a type of tensor"),
        (#"{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}"#, "a string 'dtype'"),
        (#"{"a":[]}"#, "a string 'dtype'"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{}}"#, "the key 'a' comes twice"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
            "the tensor 'b' (byte 124): its data overlaps that of the tensor 'a'"
        ),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "4 bytes before its data"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "the header (byte 68): 4 bytes before its data"),
        (#"{"__metadata__":{"format":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "whose members are strings"),
        (#"{"__metadata__":[],"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "whose members are strings"),
        (#"{]"#, "invalid JSON at line 1, column 2"),
    ])
    func `a header that lies is refused`(header: String, problem: String) {
        let error = #expect(throws: CheckpointError.self) {
            try read(SafetensorsWriter.file(header: header, data: sampleBytes(8)))
        }
        #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
        #expect(error?.description.hasPrefix("test.bin") == true)
    }

    @Test(arguments: [UInt64(57), 100_000_000, 100_000_001, 1 << 62, 1 << 63, .max])
    func `a header longer than the file is refused`(length: UInt64) {
        var file = LittleEndianBytes()
        file.append(length)
        file.append(contentsOf: Array("{\"a\":1}".utf8))
        let error = #expect(throws: CheckpointError.self) { try read(file.bytes) }
        #expect(error?.description.hasPrefix("test.bin: the header (byte 0): ") == true, "\(error?.description ?? "")")
    }
}
