import Crypto
import Foundation
public import TruthCorpus

/// Brings a file or a folder into the store: read, clean, store. An interruption loses nothing, and nothing is done twice.
public struct CorpusImport {
    /// How it is done.
    public struct Options: Sendable {
        public var reading: ReadingOptions
        /// What identifies the way of cleaning, such as the recipe's text; with another one, files are read anew.
        public var cleaning: String
        /// Whether files that are finished and unchanged are read all the same.
        public var readsAgain: Bool

        public init(reading: ReadingOptions = ReadingOptions(), cleaning: String = "", readsAgain: Bool = false) {
            self.reading = reading
            self.cleaning = cleaning
            self.readsAgain = readsAgain
        }
    }

    /// What became of one path.
    public enum Outcome: Sendable, Hashable {
        case read(AddReport)
        /// It was read before and hasn't changed since; then, `rejected` of its records were set aside.
        case unchanged(records: Int, rejected: Int, since: Date)
    }

    /// How far it has come.
    public struct Progress: Sendable, Hashable {
        public var report: AddReport
        /// `bytesTotal` is `nil` where it can't be known.
        public var reading: DocumentReader.Progress
    }

    /// Raise it when readers get more out of the same files, so that they are read anew.
    private static let readingVersion = 2

    private let store: EvidenceStore
    private let log: RejectedLog
    private let options: Options
    private let clean: DocumentCleaning

    public init(
        store: EvidenceStore, log: RejectedLog, options: Options = Options(), cleaning clean: @escaping DocumentCleaning = { .kept($0) }
    ) {
        self.store = store
        self.log = log
        self.options = options
        self.clean = clean
    }

    /// Imports the file or folder at `path`.
    ///
    /// - Parameters:
    ///   - isKept: Whether the path will be there again, so that its progress is worth keeping; not so for an upload.
    ///   - progress: Is called after each batch, when it is safely stored. What it throws ends the import.
    ///   - rejected: Is told of each record that is set aside.
    /// - Throws: `CorpusError` when it can't be read at all, `EvidenceError` when it can't be stored.
    public func run(
        path: String, isKept: Bool = true, progress: (Progress) throws -> Void = { _ in }, rejected: (RejectedRecord) -> Void = { _ in }
    ) throws -> Outcome {
        var ticket = isKept ? self.ticket(for: path) : nil
        if let state = try ticket.flatMap(store.importState), !options.readsAgain {
            if state.isFinished { return .unchanged(records: state.records, rejected: state.rejected, since: state.time) }
            ticket?.recordsDone = state.records
            ticket?.rejectedBefore = state.rejected
        }
        return .read(try run(DocumentReader(path: path, options: options.reading), ticket: ticket, progress: progress, rejected: rejected))
    }

    /// Imports standard input, whose format `options.reading` states.
    public func runStandardInput(
        progress: (Progress) throws -> Void = { _ in }, rejected: (RejectedRecord) -> Void = { _ in }
    ) throws -> Outcome {
        .read(try run(.standardInput(options: options.reading), ticket: nil, progress: progress, rejected: rejected))
    }

    private func run(
        _ reader: DocumentReader, ticket: ImportTicket?, progress: (Progress) throws -> Void, rejected: (RejectedRecord) -> Void
    ) throws -> AddReport {
        var report = try store.add(
            reader, ticket: ticket, cleaning: clean, beforeCommit: log.flush,
            progress: { try progress(Progress(report: $0, reading: reader.progress)) },
            rejected: { record in
                log.append(record)
                rejected(record)
            })
        report.leftOut = reader.leftOut
        return report
    }

    private func ticket(for path: String) -> ImportTicket? {
        guard let fingerprint = ImportFingerprint(path: path) else { return nil }
        let settings = "\(Self.readingVersion)\0\(options.reading)\0\(options.cleaning)"
        return ImportTicket(
            path: URL(fileURLWithPath: path).resolvingSymlinksInPath().path,
            options: Data(SHA256.hash(data: Data(settings.utf8))), fingerprint: fingerprint)
    }
}
