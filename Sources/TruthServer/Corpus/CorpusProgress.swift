public import TruthEvidence

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
