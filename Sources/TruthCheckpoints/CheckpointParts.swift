import Foundation
import TruthTensors

/// The other files of a model in several: those that GGUF's `split.` keys count, beside the first.
///
/// `NAME-00001-of-00004.gguf` holds the metadata and says `split.count`, `split.no` (from 0) and `split.tensors.count`; the other
/// parts hold the rest of the tensors.
struct CheckpointParts {
    /// More parts than any model has.
    static let limit = 9_999

    private let path: String
    private let count: Int

    /// - Returns: `nil` where the file is a whole model.
    init?(first contents: CheckpointContents, path: String) throws(CheckpointError) {
        let metadata = contents.metadata
        guard let count = try metadata.integer(ifPresent: "split.count"), count != 1 else { return nil }
        guard (0...Self.limit).contains(count) else { throw metadata.unexpected("split.count", expected: "1 to \(Self.limit) parts") }
        guard count > 1 else { return nil }
        self.path = path
        self.count = count
        let number = try metadata.integer("split.no")
        guard number == 0 else {
            throw .unusablePart(path: path, reason: "this is part \(number + 1) of \(count). Open the first part.")
        }
        guard path.hasSuffix(Self.suffix(0, of: count)) else {
            throw .unusablePart(
                path: path, reason: "the first of \(count) parts; its name must end in '\(Self.suffix(0, of: count))', so that the others are found.")
        }
    }

    private static func suffix(_ index: Int, of count: Int) -> String {
        func padded(_ number: Int) -> String { String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)" }
        return "-\(padded(index + 1))-of-\(padded(count)).gguf"
    }

    /// The paths of the second to the last part.
    var others: [String] {
        let prefix = path.dropLast(Self.suffix(0, of: count).count)
        return (1..<count).map { prefix + Self.suffix($0, of: count) }
    }

    /// One header out of all: the first one's metadata, everybody's tensors.
    func joined(_ parts: [CheckpointContents]) throws(CheckpointError) -> CheckpointContents {
        for (index, part) in parts.enumerated() {
            let place = index == 0 ? path : others[index - 1], metadata = part.metadata
            let found = (try metadata.integer(ifPresent: "split.no"), try metadata.integer(ifPresent: "split.count"))
            guard found.0 == index, found.1 == count else {
                throw .unusablePart(
                    path: place,
                    reason: "expected part \(index + 1) of \(count); the file says part \(found.0.map { "\($0 + 1)" } ?? "?") of \(found.1.map(String.init) ?? "?"). "
                        + "It belongs to another model; fetch it again.")
            }
        }
        let tensorCount = parts.reduce(0) { $0 + $1.tensors.count }
        if let expected = try parts[0].metadata.integer(ifPresent: "split.tensors.count"), expected != tensorCount {
            throw .unusablePart(
                path: path, reason: "the \(count) parts hold \(tensorCount) tensors, and the first says \(expected). One of them is of another model.")
        }
        return try CheckpointContents(joining: parts, paths: [path] + others)
    }
}

extension CheckpointContents {
    /// The tensors of several files, each with the file's place in `parts`; a name may come only once.
    init(joining parts: [CheckpointContents], paths: [String]) throws(CheckpointError) {
        var tensors: [TensorEntry] = [], names: [String] = [], index = KeyIndex()
        for (number, part) in parts.enumerated() {
            for var tensor in part.tensors {
                names.append(tensor.name)
                guard index.insert(names.count - 1, of: names) == nil else {
                    throw .damaged(Damage(file: paths[number], field: .tensor(tensor.name), byteOffset: tensor.byteOffset, problem: .duplicate))
                }
                tensor.part = number
                tensors.append(tensor)
            }
        }
        self.init(format: parts[0].format, metadata: parts[0].metadata, tensors: tensors, names: names, index: index)
    }
}
