import TruthEvidence

/// Turns it into server-sent events.
struct CorpusEventEncoder: EventEncoder {
    private struct Progress: Encodable {
        var bytesRead: Int
        var bytesTotal: Int
        var counts: AddReport
    }

    private struct Rejected: Encodable {
        var reason: String
    }

    private struct Finished: Encodable {
        var counts: AddReport
        /// How many of the records that were set aside had no event of their own.
        var unnamedRejections: Int
    }

    /// Of a file with very many faults only the first are told one by one; `rejected.jsonl` has them all.
    static let mostRejections = 100
    private var rejections = 0

    mutating func frames(for event: CorpusEvent) throws -> String {
        switch event {
        case .progress(let progress):
            return try frame("stored", Progress(bytesRead: progress.bytesRead, bytesTotal: progress.bytesTotal, counts: progress.report))
        case .rejected(let reason):
            rejections += 1
            return rejections > Self.mostRejections ? "" : try frame("rejected", Rejected(reason: reason))
        case .finished(let report):
            return try frame("finished", Finished(counts: report, unnamedRejections: max(0, rejections - Self.mostRejections)))
        }
    }

    func end() -> String { "" }

    func failure(_ error: APIError) throws -> String { try frame("error", error.body) }

    private func frame(_ name: String, _ value: some Encodable) throws -> String {
        "event: \(name)\ndata: \(try JSONText.string(value))\n\n"
    }
}
