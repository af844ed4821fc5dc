import TruthEvidence

/// A report of forgetting in words.
enum ForgetText {
    static func headline(_ report: ForgetReport, done: Bool) -> String {
        if report.documents == 0 { return "Nothing matches." }
        let what = "\(report.documents) documents of \(report.sources.joined(separator: ", "))"
        return done ? "\(what) are forgotten." : "\(what) would be forgotten."
    }

    static func details(_ report: ForgetReport) -> [String] {
        report.examples.map { "such as \($0)" }
            + report.removedFiles.map { "removed, and made again when it is needed: \($0)" }
            + report.models.map { "trained on what was forgotten, and to be trained anew: \($0)" }
            + report.untouchedDatabases.map { "left alone, and may still hold it: \($0)" }
    }
}
