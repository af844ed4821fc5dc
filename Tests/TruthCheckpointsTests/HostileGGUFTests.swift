import Testing
import TruthCheckpoints

/// Small files that claim what can't be; each is refused at once, with the field and the offset.
@Suite struct HostileGGUFTests {
    static func header(version: UInt32 = 3, tensors: UInt64 = 0, keys: UInt64 = 0) -> LittleEndianBytes {
        var file = LittleEndianBytes()
        file.append(contentsOf: Array("GGUF".utf8))
        file.append(version)
        file.append(tensors)
        file.append(keys)
        return file
    }

    /// A file with one key whose value is `body`, from its type on.
    static func key(_ body: (inout LittleEndianBytes) -> Void) -> [UInt8] {
        var file = header(keys: 1)
        file.append(text: "k")
        body(&file)
        file.append(contentsOf: [UInt8](repeating: 0, count: 64))
        return file.bytes
    }

    /// A file with one tensor and 1,024 bytes of data.
    static func tensor(dimensions: [UInt64], type: UInt32 = 0, offset: UInt64 = 0, dimensionCount: UInt32? = nil) -> [UInt8] {
        var file = header(tensors: 1)
        file.append(text: "t")
        file.append(dimensionCount ?? UInt32(dimensions.count))
        for dimension in dimensions { file.append(dimension) }
        file.append(type)
        file.append(offset)
        file.pad(to: 32)
        file.append(contentsOf: [UInt8](repeating: 0, count: 1024))
        return file.bytes
    }

    static func alignment(_ value: GGUFWriter.Value) -> [UInt8] {
        var writer = GGUFWriter()
        writer.add("general.alignment", value)
        return writer.bytes()
    }

    static func expectRefusal(_ bytes: [UInt8], _ message: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: CheckpointError.self, sourceLocation: sourceLocation) { try read(bytes) }
        #expect(error?.description == "test.bin: " + message, sourceLocation: sourceLocation)
    }

    @Test func `counts that the file can't hold are refused`() {
        for count: UInt64 in [1, 1 << 42, 1 << 63, .max] {
            Self.expectRefusal(
                Self.header(tensors: count).bytes,
                "the header (byte 8): it claims \(count) tensors, and at most 0 are possible here; the file is damaged.")
            Self.expectRefusal(
                Self.header(keys: count).bytes,
                "the header (byte 16): it claims \(count) keys, and at most 0 are possible here; the file is damaged.")
        }
        // 43 bytes that hung the reader of PyPI's gguf: an array of 2⁶² elements.
        var file = Self.header(keys: 1)
        file.append(text: "k")
        file.append(UInt32(9))
        file.append(UInt32(0))
        file.append(UInt64(1 << 62))
        Self.expectRefusal(
            file.bytes, "the key 'k' (byte 41): it claims 4611686018427387904 elements, and at most 0 are possible here; the file is damaged.")
    }

    @Test func `texts that the file can't hold are refused`() {
        Self.expectRefusal(
            Self.key {
                $0.append(UInt32(8))
                $0.append(UInt64(65))
            }, "the key 'k' (byte 45): a text takes 65 bytes, and 64 are left; the file is cut off or damaged, fetch it again.")
        for count: UInt64 in [(1 << 26) + 1, 1 << 63, .max] {
            Self.expectRefusal(
                Self.key {
                    $0.append(UInt32(8))
                    $0.append(count)
                }, "the key 'k' (byte 37): it claims \(count) bytes of text, and at most 67108864 are possible here; the file is damaged.")
        }
        var file = Self.header(keys: 1)
        file.append(UInt64(1) << 63)
        file.append(contentsOf: [UInt8](repeating: 0, count: 64))
        Self.expectRefusal(
            file.bytes,
            "the header (byte 24): it claims 9223372036854775808 bytes of text, and at most 65535 are possible here; the file is damaged.")
        Self.expectRefusal(
            Self.key {
                $0.append(UInt32(8))
                $0.append(UInt64(3))
                $0.append(contentsOf: [0x61, 0xC3, 0x28])
            }, "the key 'k' (byte 46): the text is not valid UTF-8.")
    }

    @Test func `values of no type are refused`() {
        Self.expectRefusal(Self.key { $0.append(UInt32(13)) }, "the key 'k' (byte 33): 13 is not a type of value; GGUF knows 0 to 12.")
        Self.expectRefusal(
            Self.key {
                $0.append(UInt32(9))
                $0.append(UInt32(999))
                $0.append(UInt64(1))
            }, "the key 'k' (byte 37): 999 is not a type of value; GGUF knows 0 to 12.")
        Self.expectRefusal(
            Self.key {
                $0.append(UInt32(7))
                $0.append(UInt8(2))
            }, "the key 'k' (byte 37): a boolean is 0 or 1, found 2.")
        Self.expectRefusal(
            Self.key {
                $0.append(UInt32(9))
                $0.append(UInt32(10))
                $0.append(UInt64(1))
                $0.append(UInt64(1) << 63)
            }, "the key 'k' (byte 49): 9223372036854775808 is larger than 9223372036854775807.")
    }

    @Test func `arrays ten thousand deep are refused before the stack ends`() {
        Self.expectRefusal(
            Self.key {
                $0.append(UInt32(9))
                for _ in 0..<10_000 {
                    $0.append(UInt32(9))
                    $0.append(UInt64(1))
                }
            }, "the key 'k' (byte 85): arrays are nested more than 4 deep.")
    }

    @Test func `names that come twice are refused`() {
        var keys = Self.header(keys: 2)
        for _ in 0..<2 {
            keys.append(text: "same")
            keys.append(UInt32(0))
            keys.append(UInt8(1))
        }
        Self.expectRefusal(keys.bytes, "the key 'same' (byte 41): the name comes twice.")
        var tensors = Self.header(tensors: 2)
        for _ in 0..<2 {
            tensors.append(text: "same")
            tensors.append(UInt32(1))
            tensors.append(UInt64(1))
            tensors.append(UInt32(0))
            tensors.append(UInt64(0))
        }
        Self.expectRefusal(tensors.bytes, "the tensor 'same' (byte 60): the name comes twice.")
    }

    @Test(arguments: [GGUFWriter.Value.uint32(0), .uint32(3), .uint32(1 << 21), .uint32(1 << 31), .uint32(.max), .string("32"), .int32(-32)])
    func `an alignment that is none is refused`(value: GGUFWriter.Value) {
        let error = #expect(throws: CheckpointError.self) { try read(Self.alignment(value)) }
        #expect(error?.description.hasPrefix("test.bin: the key 'general.alignment' (byte 49) holds ") == true)
        #expect(error?.description.hasSuffix("expected a power of two up to 1048576 as a 32-bit unsigned integer.") == true)
    }

    @Test func `dimensions that no file can hold are refused`() {
        Self.expectRefusal(
            Self.tensor(dimensions: [1 << 42, 1 << 42]),
            "the tensor 't' (byte 37): a tensor with the dimensions 4398046511104 × 4398046511104 is larger than any file.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1 << 63]),
            "the tensor 't' (byte 37): a tensor with the dimensions 9223372036854775808 is larger than any file.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1 << 32, 1 << 29]),
            "the tensor 't' (byte 37): a tensor with the dimensions 536870912 × 4294967296 is larger than any file.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1 << 42]),
            "the tensor 't' (byte 49): its data ends at byte 17592186044480, and the file ends at 1088; the file is cut off or damaged, fetch it again.")
        Self.expectRefusal(Self.tensor(dimensions: [4, 0]), "the tensor 't' (byte 45): dimension 1 is 0.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1, 1, 1, 1, 1]),
            "the tensor 't' (byte 33): it claims 5 dimensions, and at most 4 are possible here; the file is damaged.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1], dimensionCount: .max),
            "the tensor 't' (byte 33): it claims 4294967295 dimensions, and at most 4 are possible here; the file is damaged.")
    }

    @Test func `types and offsets that no tensor can have are refused`() {
        for type: UInt32 in [4, 5, 43, 999, .max] {
            Self.expectRefusal(
                Self.tensor(dimensions: [32], type: type),
                "the tensor 't' (byte 45): \(type) is not a type of tensor that this version knows.")
        }
        Self.expectRefusal(
            Self.tensor(dimensions: [31], type: 2), "the tensor 't' (byte 37): 31 numbers in a row are no whole number of Q4_0's blocks of 32.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1], offset: 33), "the tensor 't' (byte 49): its data offset 33 is no multiple of the file's alignment 32.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1], offset: 1024),
            "the tensor 't' (byte 49): its data ends at byte 1092, and the file ends at 1088; the file is cut off or damaged, fetch it again.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1], offset: .max - 31),
            "the tensor 't' (byte 49): its data ends at byte 2⁶⁴ or later, and the file ends at 1088; the file is cut off or damaged, fetch it again.")
        Self.expectRefusal(
            Self.tensor(dimensions: [1], offset: (1 << 63) - 32),
            "the tensor 't' (byte 49): its data ends at byte 9223372036854775844, and the file ends at 1088; the file is cut off or damaged, fetch it again.")
    }

    @Test func `tensors that share bytes are refused`() {
        var file = Self.header(tensors: 2)
        for (name, offset) in [("a", UInt64(32)), ("b", 0)] {
            file.append(text: name)
            file.append(UInt32(1))
            file.append(UInt64(16))
            file.append(UInt32(0))
            file.append(offset)
        }
        file.pad(to: 32)
        file.append(contentsOf: [UInt8](repeating: 0, count: 128))
        Self.expectRefusal(file.bytes, "the tensor 'a' (byte 128): its data overlaps that of the tensor 'b'.")
    }

    @Test func `other versions are refused by number`() {
        for version: UInt32 in [0, 1, 4, .max] {
            Self.expectRefusal(
                Self.header(version: version).bytes,
                "the header (byte 4): GGUF version \(version) is not supported; versions 2 and 3 are.")
        }
        for version: UInt32 in [2, 3] {
            Self.expectRefusal(
                Self.header(version: version.byteSwapped).bytes,
                "the header (byte 4): the file was written for big-endian machines; convert it to little endian.")
        }
    }

    @Test func `a hundred thousand tensors are read in linear time`() throws {
        var writer = GGUFWriter(alignment: 8)
        for number in 0..<100_000 { writer.add("t\(number)", type: GGMLType.type(24)!, shape: [1], bytes: [1]) }
        let file = writer.bytes()
        var count = 0
        let duration = try ContinuousClock().measure { count = try read(file).tensors.count }
        #expect(count == 100_000)
        // Quadratic time would take minutes.
        #expect(duration < .seconds(5))
    }
}
