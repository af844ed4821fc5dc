import ArgumentParser
import Foundation
import TruthTraining

struct TrainReport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a run's HTML report anew, from its log and record.")

    @Argument(help: ArgumentHelp("The run's folder.", valueName: "folder"))
    var folder: String

    func run() throws {
        let run = try RunFolder(path: folder)
        let record: RunRecord
        do {
            record = try JSONDecoder().decode(RunRecord.self, from: Data(contentsOf: URL(filePath: run.recordPath)))
        } catch {
            throw RunError.unreadable(path: run.recordPath, reason: "there is no record yet, or it is damaged; it is written when training ends or stops")
        }
        let report = RunReport(name: URL(filePath: folder).lastPathComponent, record: record, entries: try RunLog.read(run.logPath))
        try run.replace(run.reportPath, with: Data(report.html.utf8))
        Output.line(run.reportPath)
    }
}
