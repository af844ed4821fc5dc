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

/// How far the reading of an upload has come.
public struct CorpusProgress: Sendable, Hashable {
    public var report: AddReport
    public var bytesRead: Int
    public var bytesTotal: Int

    public init(report: AddReport, bytesRead: Int, bytesTotal: Int) {
        self.report = report
        self.bytesRead = bytesRead
        self.bytesTotal = bytesTotal
    }
}

/// Why a file that was sent can't be added.
public enum CorpusRefusal: Error, Hashable, CustomStringConvertible {
    /// Its format isn't known, or it is damaged as a whole.
    case unreadable(reason: String)
    case diskFull

    public var description: String {
        switch self {
        case .unreadable(let reason): reason
        case .diskFull: "The server's disk is full. What was reported as added is kept; the rest was not added."
        }
    }
}
