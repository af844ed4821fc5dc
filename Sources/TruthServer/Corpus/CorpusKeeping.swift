public import Foundation
public import TruthEvidence

/// What the corpus routes work with: handed in, as the engine and the evidence are.
public protocol CorpusKeeping: Sendable {
    /// Where uploads are kept until they are read; a folder of the server's own.
    var uploadFolder: String { get }

    /// What the corpus consists of. Blocks.
    func summary() throws -> CorpusSummary

    /// Reads the file at `path` into the corpus. Blocks.
    ///
    /// - Parameters:
    ///   - source: The collection that its documents belong to.
    ///   - progress: Is called with each batch that is safely stored; what it throws ends the reading, and what is stored stays.
    ///   - rejected: Is told of each record that is set aside.
    /// - Returns: The counts.
    /// - Throws: ``CorpusRefusal`` when the file is to blame.
    func add(
        fileAt path: String, source: String, progress: (CorpusProgress) throws -> Void, rejected: (String) -> Void
    ) throws -> AddReport

    /// The data sheet as an HTML page, or `nil` when none has been written. Blocks.
    func report() throws -> Data?
}
