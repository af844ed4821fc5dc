import Crypto
import Foundation

/// The files of examples that a recipe names, and which of their records are learnt from.
package struct ExampleFiles: Sendable {
    private let train: ExampleFile
    private let validation: ExampleFile?
    private let share: Double

    /// - Throws: ``ExampleError``.
    package init(_ recipe: TrainingRecipe) throws {
        train = try ExampleFile(path: recipe.examples.train)
        validation = try recipe.examples.validation.isEmpty ? nil : ExampleFile(path: recipe.examples.validation)
        share = recipe.examples.validationShare
    }

    /// Reads every record, and parts those that are learnt from and those that judge.
    ///
    /// Without a validation file, a record's side is decided by the hash of its key, so that records that begin alike stay together.
    package func split<Example>(
        _ read: (_ entry: ExampleFile.Entry, _ path: String) throws -> (key: String, example: Example)
    ) throws -> (train: [Example], validation: [Example]) {
        var result: (train: [Example], validation: [Example]) = ([], [])
        for entry in train.entries {
            let (key, example) = try read(entry, train.path)
            let place = Double(StableHash.hash(key, seed: 0) >> 11) / Double(1 << 53)
            if validation == nil, place < share { result.validation.append(example) } else { result.train.append(example) }
        }
        if let validation { result.validation = try validation.entries.map { try read($0, validation.path).example } }
        return result
    }

    /// What a run's record says about the files.
    package func record(documents: Int, tokens: Int, tokenizer: String) -> DataRecord {
        let files = [train] + (validation.map { [$0] } ?? []), name = URL(filePath: train.path).lastPathComponent
        return DataRecord(
            sources: [DataRecord.Source(name: name, documents: documents, tokens: tokens)],
            files: files.map { URL(filePath: $0.path).lastPathComponent },
            sha256: files.count == 1 ? train.sha256 : SHA256.hash(data: Data(files.map(\.sha256).joined().utf8)).hexadecimal,
            licences: ["not stated": documents], tokenizer: tokenizer)
    }
}

/// Cuts examples to a length, and sets aside those with nothing left to learn.
struct FittingExamples {
    /// Tokens that an example may have.
    let length: Int
    private(set) var cut = 0
    private(set) var setAside = 0

    init(length: Int) { self.length = length }

    mutating func fit(_ tokens: MarkedTokens) -> MarkedTokens? {
        let result = tokens.prefix(length)
        guard result.targetCount > 0 else {
            setAside += 1
            return nil
        }
        if result.ids.count < tokens.ids.count { cut += 1 }
        return result
    }

    var notes: [String] {
        (cut > 0 ? ["\(cut) conversations were cut to \(length) tokens."] : [])
            + (setAside > 0 ? ["\(setAside) conversations were set aside: nothing to learn is left of them in \(length) tokens."] : [])
    }
}

extension ExampleOrder {
    /// Goes on at a position that was saved.
    ///
    /// - Throws: ``RunError/otherData(path:expected:found:)``.
    init(count: Int, resuming position: DataPosition, of fingerprint: String, path: String) throws {
        guard case .examples(let place) = position, place.data == fingerprint, (0..<count).contains(place.example), place.epoch >= 0 else {
            let expected = if case .examples(let place) = position { place.data } else { "shards" }
            throw RunError.otherData(path: path, expected: expected, found: fingerprint)
        }
        self.init(count: count, from: place)
    }
}
