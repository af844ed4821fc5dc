import ArgumentParser
import TruthTraining

struct TrainSweep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep", abstract: "Find the best learning rate at several widths, and how far it moves.",
        discussion: """
            Trains the recipe's model for each width and rate, and draws the loss over the rate. Under muP the best rate of a narrow
            model is that of a wide one.

              truthgpt train sweep recipe.yaml parametrization.kind=mup --widths 64,128,256 --rates 0.001,0.002,0.004,0.008
            """)

    @OptionGroup var study: StudyOptions

    @Option(help: ArgumentHelp("Learning rates, with commas between them.", valueName: "list"))
    var rates = "0.0005,0.001,0.002,0.004,0.008,0.016"

    func validate() throws { _ = try parsedRates() }

    private func parsedRates() throws -> [Double] {
        let parts = rates.split(separator: ",").map { Double($0.trimmingCharacters(in: .whitespaces)) }
        guard parts.count > 1, parts.allSatisfy({ $0 ?? 0 > 0 }) else { throw ValidationError("--rates is \(rates); expected at least two numbers above 0.") }
        return parts.compactMap { $0 }
    }

    func run() throws {
        let (recipe, shards, processor) = try study.plan(), widths = try study.parsedWidths(), rates = try parsedRates()
        let bar = ProgressBar("Sweeping"), total = widths.count * rates.count
        var done = 0
        let sweep = try RateSweep(recipe, widths: widths, rates: rates, steps: study.steps ?? recipe.schedule.steps, shards: shards, on: processor) { point in
            done += 1
            bar.update(completed: done, total: total) { _ in "width \(point.width), rate \(point.rate): loss \(Output.decimal(point.loss, 3))" }
        }
        bar.finish()
        switch study.format.format {
        case .json: try Output.json(sweep)
        case .text:
            let rows = widths.map { width in
                ["\(width)"] + rates.map { rate in Output.decimal(sweep.points.first { $0.width == width && $0.rate == rate }?.loss ?? 0, 4) }
            }
            Output.line(Output.table([["WIDTH"] + rates.map { "\($0)" }] + rows, rightAligned: Set(0...rates.count)))
            Output.line("best: " + sweep.best.map { "\($0.rate) at width \($0.width)" }.joined(separator: ", "))
            Output.line("The best rate moves by \(Output.decimal(sweep.shift, 0)) factors of two.")
        }
        try study.write(StudyPage(sweep, title: "Learning rates, \(recipe.parametrization.kind.rawValue)"), default: "rate-sweep.html")
    }
}
