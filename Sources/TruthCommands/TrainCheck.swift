import ArgumentParser
import TruthTraining

struct TrainCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "The coordinate check of muP: do activations keep their size as the model grows wider?",
        discussion: """
            Trains the recipe's model at several widths for a few steps on the same batches, draws the mean magnitude of embeddings,
            blocks and scores over the width, and returns 1 if a slope (in powers of two) after the second step is beyond ±0.1.

              truthgpt train check recipe.yaml parametrization.kind=mup
            """)

    @OptionGroup var study: StudyOptions

    func run() throws {
        let (recipe, shards, processor) = try study.plan(), steps = study.steps ?? 6, widths = try study.parsedWidths()
        let bar = ProgressBar("Checking"), total = widths.count * (steps + 1)
        var done = 0
        let check = try CoordinateCheck(recipe, widths: widths, steps: steps, shards: shards, on: processor) { width, step in
            done += 1
            bar.update(completed: done, total: total) { _ in "width \(width), step \(step)" }
        }
        bar.finish()
        switch study.format.format {
        case .json: try Output.json(check)
        case .text:
            let rows = check.rows.filter { $0.step >= 2 }.map { row in
                [row.name, "\(row.step)"] + widths.map { Output.decimal(row.magnitudes[$0] ?? 0, 4) } + [Output.decimal(row.slope, 3)]
            }
            Output.line(Output.table([["", "STEP"] + widths.map { "\($0)" } + ["SLOPE"]] + rows, rightAligned: Set(1...widths.count + 2)))
            Output.line(check.passes ? "The check passes." : "The check fails: \(check.steepest?.name ?? "nothing was measured") has the slope \(Output.decimal(check.steepest?.slope ?? 0, 3)); the bound is \(CoordinateCheck.bound).")
        }
        try study.write(StudyPage(check, title: "Coordinate check, \(recipe.parametrization.kind.rawValue)"), default: "coordinate-check.html")
        if !check.passes { throw ExitCode(1) }
    }
}
