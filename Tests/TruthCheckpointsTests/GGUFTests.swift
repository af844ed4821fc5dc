import Testing
import TruthCheckpoints
import TruthTensors

@Suite struct GGUFTests {
    @Test(arguments: [UInt32(2), 3])
    func `metadata of every type comes back`(version: UInt32) throws {
        var writer = GGUFWriter(version: version)
        let values: [(String, GGUFWriter.Value, MetadataValue)] = [
            ("u8", .uint8(.max), .unsigned(255)), ("i8", .int8(.min), .integer(-128)), ("u16", .uint16(.max), .unsigned(65535)),
            ("i16", .int16(.min), .integer(-32768)), ("u32", .uint32(.max), .unsigned(4_294_967_295)),
            ("i32", .int32(.min), .integer(-2_147_483_648)), ("u64", .uint64(.max), .unsigned(.max)),
            ("i64", .int64(.min), .integer(.min)), ("f32", .float32(0.1), .float(Double(Float(0.1)))), ("f64", .float64(0.1), .float(0.1)),
            ("yes", .bool(true), .bool(true)), ("no", .bool(false), .bool(false)), ("text", .string("né\n😀"), .string("né\n😀")),
            ("", .string(""), .string("")), ("u8s", .array(.uint8, [.uint8(1), .uint8(255)]), .integers([1, 255])),
            ("i8s", .array(.int8, [.int8(-1)]), .integers([-1])), ("u16s", .array(.uint16, [.uint16(9)]), .integers([9])),
            ("i16s", .array(.int16, [.int16(-9)]), .integers([-9])), ("u32s", .array(.uint32, [.uint32(.max)]), .integers([4_294_967_295])),
            ("i32s", .array(.int32, [.int32(1), .int32(-2)]), .integers([1, -2])),
            ("u64s", .array(.uint64, [.uint64(1 << 62)]), .integers([1 << 62])), ("i64s", .array(.int64, [.int64(.min)]), .integers([.min])),
            ("f32s", .array(.float32, [.float32(0.5), .float32(-.infinity)]), .floats([0.5, -.infinity])),
            ("f64s", .array(.float64, [.float64(0.1)]), .doubles([0.1])), ("bools", .array(.bool, [.bool(true), .bool(false)]), .bools([true, false])),
            ("strings", .array(.string, [.string("a"), .string(""), .string("Ġthe")]), .strings(["a", "", "Ġthe"])),
            ("none", .array(.string, []), .strings([])),
            (
                "arrays", .array(.array, [.array(.int32, [.int32(1)]), .array(.string, [.string("x")]), .array(.array, [])]),
                .arrays([.integers([1]), .strings(["x"]), .arrays([])])
            ),
        ]
        for (key, value, _) in values { writer.add(key, value) }
        let contents = try read(writer.bytes())
        #expect(contents.format == .gguf(version: Int(version)))
        #expect(contents.metadata.keys == values.map(\.0))
        for (key, _, expected) in values { #expect(contents.metadata[key] == expected, "\(key)") }
        #expect(contents.tensors.isEmpty)
    }

    @Test(arguments: [1, 8, 32, 64, 1 << 20])
    func `tensors of every type and odd shapes come back at their places`(alignment: Int) throws {
        var writer = GGUFWriter(alignment: alignment)
        var expected: [(name: String, type: TensorType, shape: [Int], bytes: [UInt8])] = []
        for (identifier, type) in GGMLType.types.sorted(by: { $0.key < $1.key }) {
            // One mebibyte of padding per tensor: at the largest alignment a few types are enough.
            if alignment > 64, identifier > 2 { continue }
            for shape in [[type.elementsPerBlock], [3, type.elementsPerBlock], [2, 1, 5, 2 * type.elementsPerBlock]] {
                let count = shape.reduce(1, *) / type.elementsPerBlock * type.bytesPerBlock
                expected.append(("\(type.name) \(shape.count)", type, shape, sampleBytes(count)))
            }
        }
        expected.append(("scalar", TensorType(.f32), [], sampleBytes(4)))
        for tensor in expected { writer.add(tensor.name, type: tensor.type, shape: tensor.shape, bytes: tensor.bytes) }
        let file = writer.bytes()
        let contents = try read(file)
        #expect(contents.tensors.count == expected.count)
        for (entry, tensor) in zip(contents.tensors, expected) {
            #expect(entry.name == tensor.name)
            #expect(entry.type == tensor.type)
            #expect(entry.shape == tensor.shape)
            #expect(entry.byteOffset % alignment == 0)
            #expect(Array(file[entry.byteOffset..<entry.byteOffset + entry.byteCount]) == tensor.bytes)
        }
    }

    @Test func `typed access says what is missing or of another type`() throws {
        var writer = GGUFWriter()
        writer.add("count", .uint32(7))
        writer.add("name", .string("x"))
        let metadata = try read(writer.bytes()).metadata
        #expect(try metadata.integer("count") == 7)
        #expect(try metadata.number("count") == 7)
        #expect(try metadata.string("name") == "x")
        #expect(try metadata.integer(ifPresent: "absent") == nil)
        #expect(throws: CheckpointError.missingKey(file: "test.bin", key: "absent")) { try metadata.integer("absent") }
        let error = #expect(throws: CheckpointError.self) { try metadata.integer("name") }
        #expect(error?.description == "test.bin: the key 'name' (byte 57) holds a string, expected an integer.")
        #expect(
            metadata.unexpected("count", expected: "1 to 5").description
                == "test.bin: the key 'count' (byte 37) holds 7, expected 1 to 5.")
    }

    @Test func `keys and tensors are told apart by their bytes`() throws {
        var writer = GGUFWriter()
        writer.add("\u{E9}", .uint32(1))
        writer.add("e\u{301}", .uint32(2))
        let metadata = try read(writer.bytes()).metadata
        #expect(try metadata.integer("\u{E9}") == 1)
        #expect(try metadata.integer("e\u{301}") == 2)
    }
}
