import Foundation
import Synchronization
import TruthCorpus
import TruthTensors
import TruthTraining

/// A run with its progress shown, its log written, and its signals heard.
final class TrainingSession {
    let plan: TrainingPlan
    let trainer: Trainer
    private let folder: RunFolder
    private let log: RunLog
    private let events: EventFile
    private let bar = ProgressBar("Training")
    private let processor: Processor
    private let isQuiet: Bool
    private let stop = StopSignal()
    private var lastLine = ContinuousClock.now - .seconds(60)

    init(_ plan: TrainingPlan, threads: Int, isQuiet: Bool) throws {
        self.plan = plan
        self.isQuiet = isQuiet
        folder = try RunFolder(path: plan.folder)
        if let earlier = try RunFolder.recipe(in: plan.folder) {
            guard earlier == plan.recipe else { throw RunError.otherRecipe(path: plan.folder) }
        } else {
            try folder.replace(folder.recipePath, with: Data(plan.recipe.yaml.utf8))
        }
        let processor = threads == Processor.shared.threadCount ? Processor.shared : Processor(instructionSet: .best, threadCount: threads)
        self.processor = processor
        trainer = try Trainer(plan.recipe, plan.task(on: TrainingDevice(processor, precision: plan.recipe.run.precision)), in: folder)
        trainer.peak = MachinePeak.measure(plan.recipe.run.precision, on: processor, in: TensorArena())
        log = try RunLog(path: folder.logPath, keepingUpTo: trainer.state.step)
        events = try EventFile(path: folder.eventsPath, entries: RunLog.read(folder.logPath))
    }

    func run() throws {
        announce()
        // From the start, so that whoever forgets a document learns of this run even if it is killed.
        try folder.replace(folder.recordPath, with: Output.jsonData(record))
        trainer.shouldStop = { [stop] in stop.isRaised }
        trainer.observe = { [self] in observe($0) }
        defer { bar.finish() }
        try trainer.run()
        try folder.replace(folder.recordPath, with: Output.jsonData(record))
        try folder.replace(folder.reportPath, with: Data(RunReport(name: plan.name, record: record, entries: RunLog.read(folder.logPath)).html.utf8))
    }

    var record: RunRecord {
        RunRecord(trainer, name: plan.name, machine: Machine.processorName ?? "unknown processor", programVersion: Truthgpt.version)
    }

    func showEnd() {
        let state = trainer.state
        if stop.isRaised, trainer.progress < 1 {
            Output.line("Stopped after step \(state.step); everything is saved. Go on with: truthgpt train --resume \(plan.folder)")
        } else {
            let result = state.scores.isEmpty ? "nothing to evaluate on" : state.scores.map(\.text).joined(separator: ", ")
            Output.line("\(state.step) steps, \(state.tokens) tokens in \(Output.decimal(state.seconds / 60, 1)) minutes: \(result).")
        }
        Output.line(folder.reportPath)
    }

    func startProfile() { processor.profile.start() }

    /// A table of operations: their share of the time, and of the fastest product measured.
    func showProfile() {
        let result = processor.profile.result, total = result.reduce(0) { $0 + $1.entry.seconds }
        let rows = result.map { kind, entry in
            let rate = entry.operations / max(entry.seconds, 1e-9)
            return [
                kind.rawValue, "\(entry.calls)", Output.decimal(entry.seconds, 2), Output.decimal(100 * entry.seconds / max(total, 1e-9), 1) + " %",
                entry.operations > 0 ? "\(Int(rate / 1e9))" : "–",
                entry.operations > 0 ? trainer.peak.map { Output.decimal(100 * rate / $0, 0) + " %" } ?? "–" : "–",
            ]
        }
        Output.message(Output.table([["OPERATION", "CALLS", "SECONDS", "SHARE", "GFLOP/S", "OF PEAK"]] + rows, rightAligned: [1, 2, 3, 4, 5]))
        Output.message("\(Output.decimal(total, 2)) s in operations of \(Output.decimal(trainer.state.seconds, 2)) s of training (evaluation counts in the operations).")
    }

    private func announce() {
        guard !isQuiet else { return }
        let task = trainer.task, count = task.parameters.reduce(0) { $0 + $1.count }
        let learning = (count == task.modelParameterCount ? "" : ", \(count) of its own that learn")
            + ", \(task.data.sources.reduce(0) { $0 + $1.tokens }) tokens to train on"
        let speed = trainer.peak.map { ", fastest product \(Int($0 / 1e9)) GFLOP/s" } ?? ""
        Output.message(
            "\(plan.name): \(trainer.task.modelParameterCount) parameters\(learning), "
                + "\(plan.recipe.run.precision.rawValue) on \(trainer.machine.threads) threads (\(trainer.machine.instructionSet)\(speed))")
        for note in task.notes { Output.message(note) }
        if trainer.state.step > 0 { Output.message("Going on after step \(trainer.state.step).") }
    }

    private func observe(_ event: TrainingEvent) {
        do {
            switch event {
            case .step(let report):
                try write(.step(report))
                show(report)
            case .evaluation(let report):
                try write(.evaluation(report))
                say("step \(report.step): \(report.scores.map(\.text).joined(separator: ", ")), loss \(Output.decimal(report.loss, 4)), after \(Output.decimal(report.seconds / 60, 1)) minutes")
            case .sample(let step, let text):
                try write(.sample(step: step, text: text))
                say("  “\(text.replacing("\n", with: " ⏎ "))”")
            case .saved: break
            case .saveFailed(let step, let reason):
                warn("step \(step): not saved, training goes on. \(reason)")
            case .skipped(let step, let loss, let norm):
                warn("step \(step + 1) skipped: loss \(loss), gradient norm \(norm)")
            }
        } catch {
            warn("\(error)")
        }
    }

    private func write(_ entry: RunLog.Entry) throws {
        try log.add(entry)
        try events.add(entry)
    }

    private func show(_ report: StepReport) {
        guard !isQuiet else { return }
        let share = report.shareOfPeak.map { " · \(Int($0 * 100)) % of peak" } ?? ""
        let text = "step \(report.step) · loss \(Output.decimal(report.loss, 3)) · \(Int(report.tokensPerSecond)) tokens/s\(share)"
        bar.update(completed: Int(report.progress * 10_000), total: 10_000) { _ in text }
        // Where no bar can be drawn, a line now and then says that it goes on.
        if isatty(STDERR_FILENO) == 0, ContinuousClock.now - lastLine > .seconds(10) {
            lastLine = .now
            Output.message(text)
        }
    }

    private func say(_ text: String) {
        guard !isQuiet else { return }
        bar.finish()
        Output.message(text)
    }

    private func warn(_ text: String) {
        bar.finish()
        Output.message(text)
    }
}

/// Hears SIGTERM and Ctrl-C; a second Ctrl-C ends the program at once, as usual.
final class StopSignal {
    private let sources: [any DispatchSourceSignal]
    private let flag = Flag()

    private final class Flag: Sendable {
        private let raised = Mutex(false)
        func raise() { raised.withLock { $0 = true } }
        var isRaised: Bool { raised.withLock { $0 } }
    }

    init() {
        let queue = DispatchQueue(label: "signals")
        sources = [SIGTERM, SIGINT].map { [flag] number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                flag.raise()
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
    }

    var isRaised: Bool { flag.isRaised }
}
