/// A place in a checkpoint where the file contradicts itself, its size or its format.
public struct Damage: Error, Hashable, CustomStringConvertible {
    /// The part of the file that was being read.
    public enum Field: Sendable, Hashable {
        case header
        case key(String)
        case tensor(String)
    }

    public enum Problem: Sendable, Hashable {
        case cutOff(what: String, neededBytes: UInt64, leftBytes: Int)
        case unsupportedVersion(UInt32)
        case bigEndian
        case countTooLarge(what: String, count: UInt64, limit: UInt64)
        case malformedText
        case duplicate
        case unknownValueType(UInt32)
        case invalidBoolean(UInt8)
        case integerTooLarge(UInt64)
        case nestingTooDeep(limit: Int)
        case unknownTensorType(String)
        case emptyDimension(index: Int)
        case sizeOverflow(shape: [UInt64])
        case partialBlock(columns: UInt64, type: String, elementsPerBlock: Int)
        case misalignedData(offset: UInt64, alignment: Int)
        case dataBeyondEnd(end: String, fileByteCount: Int)
        case overlap(other: String)
        case gap(byteCount: Int)
        case invalidEntry(expected: String)
        case sizeMismatch(expected: Int, found: Int)
    }

    public let file: String
    public let field: Field
    /// Bytes before the place of the problem.
    public let byteOffset: Int
    public let problem: Problem

    package init(file: String, field: Field, byteOffset: Int, problem: Problem) {
        self.file = file
        self.field = field
        self.byteOffset = byteOffset
        self.problem = problem
    }

    public var description: String {
        "\(file): \(field) (byte \(byteOffset)): \(problem)."
    }
}

extension Damage.Field: CustomStringConvertible {
    public var description: String {
        switch self {
        case .header: "the header"
        case .key(let key): "the key '\(key.shortened(to: 80))'"
        case .tensor(let name): "the tensor '\(name.shortened(to: 80))'"
        }
    }
}

extension Damage.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .cutOff(let what, let needed, let left):
            "\(what) takes \(needed) bytes, and \(left) are left; the file is cut off or damaged, fetch it again"
        case .unsupportedVersion(let version):
            "GGUF version \(version) is not supported; versions 2 and 3 are"
        case .bigEndian:
            "the file was written for big-endian machines; convert it to little endian"
        case .countTooLarge(let what, let count, let limit):
            "it claims \(count) \(what), and at most \(limit) are possible here; the file is damaged"
        case .malformedText:
            "the text is not valid UTF-8"
        case .duplicate:
            "the name comes twice"
        case .unknownValueType(let type):
            "\(type) is not a type of value; GGUF knows 0 to 12"
        case .invalidBoolean(let byte):
            "a boolean is 0 or 1, found \(byte)"
        case .integerTooLarge(let value):
            "\(value) is larger than \(Int.max)"
        case .nestingTooDeep(let limit):
            "arrays are nested more than \(limit) deep"
        case .unknownTensorType(let type):
            "\(type) is not a type of tensor that this version knows"
        case .emptyDimension(let index):
            "dimension \(index) is 0"
        case .sizeOverflow(let shape):
            "a tensor with the dimensions \(shape.map { String($0) }.joined(separator: " × ")) is larger than any file"
        case .partialBlock(let columns, let type, let elementsPerBlock):
            "\(columns) numbers in a row are no whole number of \(type)'s blocks of \(elementsPerBlock)"
        case .misalignedData(let offset, let alignment):
            "its data offset \(offset) is no multiple of the file's alignment \(alignment)"
        case .dataBeyondEnd(let end, let fileByteCount):
            "its data ends at byte \(end), and the file ends at \(fileByteCount); the file is cut off or damaged, fetch it again"
        case .overlap(let other):
            "its data overlaps that of the tensor '\(other.shortened(to: 80))'"
        case .gap(let byteCount):
            "\(byteCount) bytes before its data, or at the end of the file, belong to no tensor"
        case .invalidEntry(let expected):
            "expected \(expected)"
        case .sizeMismatch(let expected, let found):
            "its type and shape take \(expected) bytes, and its data_offsets enclose \(found)"
        }
    }
}
