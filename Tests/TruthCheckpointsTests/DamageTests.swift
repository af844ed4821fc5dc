import Testing
import TruthCheckpoints
import TruthTensors

/// Files cut short and changed byte by byte: each must be refused with a ``CheckpointError``, or be a sound checkpoint.
@Suite struct DamageTests {
    /// The small files, and one per feature that they lack: nested arrays, an alignment, version 2.
    static func files() throws -> [[UInt8]] {
        var writer = GGUFWriter(version: 2, alignment: 8)
        writer.add("nested", .array(.array, [.array(.string, [.string("a")]), .array(.uint64, [.uint64(1)])]))
        writer.add("doubles", .array(.float64, [.float64(1)]))
        writer.add("scalar", shape: [], values: [1])
        writer.add("cube", shape: [2, 1, 2], values: [1, 2, 3, 4])
        return [try golden("small.gguf"), try golden("small.safetensors"), writer.bytes()]
    }

    /// Reads `bytes`; whatever is accepted lies inside the file.
    static func check(_ bytes: [UInt8]) -> Bool {
        do throws(CheckpointError) {
            let contents = try read(bytes)
            for tensor in contents.tensors {
                #expect(tensor.byteOffset >= 0 && tensor.byteCount >= 0)
                #expect(tensor.byteOffset <= bytes.count - tensor.byteCount, "\(tensor)")
            }
            return true
        } catch {
            #expect(error.description.hasPrefix("test.bin"), "\(error)")
            return false
        }
    }

    @Test func `a file cut at any length is refused`() throws {
        for file in try Self.files() {
            #expect(Self.check(file))
            // Padding may follow the last number, and nobody misses it.
            let end = try #require(try read(file).tensors.map { $0.byteOffset + $0.byteCount }.max())
            for length in 0..<end {
                let isAccepted = Self.check(Array(file[..<length]))
                #expect(!isAccepted, "\(length) of \(file.count) bytes")
            }
        }
    }

    @Test func `a file with any byte changed is refused or sound`() throws {
        for file in try Self.files() {
            var damaged = file
            for offset in file.indices {
                for value in [0x00, 0x01, 0x7F, 0xFF, file[offset] ^ 0x80, file[offset] ^ 0x01, file[offset] &+ 1] {
                    damaged[offset] = value
                    _ = Self.check(damaged)
                }
                damaged[offset] = file[offset]
            }
        }
    }

    @Test func `a file with any eight bytes made a huge count is refused or sound`() throws {
        let counts: [UInt64] = [1 << 31, 1 << 32, 1 << 42, 1 << 62, 1 << 63, (1 << 63) - 1, .max, .max - 7]
        for file in try Self.files() {
            for offset in 0..<file.count - 8 {
                for count in counts {
                    var damaged = file
                    for byte in 0..<8 { damaged[offset + byte] = UInt8(truncatingIfNeeded: count >> UInt64(8 * byte)) }
                    _ = Self.check(damaged)
                }
            }
        }
    }

    // Set TRUTHGPT_TEST_MODEL to the default model's GGUF file.
    @Test(.enabled(if: realPath("TRUTHGPT_TEST_MODEL") != nil, "TRUTHGPT_TEST_MODEL is not set"))
    func `the default model cut at a thousand lengths is refused`() throws {
        let path = try #require(realPath("TRUTHGPT_TEST_MODEL"))
        let checkpoint = try Checkpoint.open(path: path)
        let headerEnd = try #require(checkpoint.tensors.map(\.byteOffset).min())
        let dataEnd = try #require(checkpoint.tensors.map { $0.byteOffset + $0.byteCount }.max())
        // Most lengths end in the header, where there is most to get wrong.
        let lengths =
            (0..<800).map { headerEnd * $0 / 800 } + (0..<199).map { headerEnd + (dataEnd - headerEnd) * $0 / 199 } + [dataEnd - 1]
        try MappedFile(path: path).withBytes { bytes in
            for length in lengths {
                #expect(throws: CheckpointError.self, "\(length) bytes") {
                    try CheckpointContents.read(bytes.extracting(first: length), file: path)
                }
            }
        }
    }
}
