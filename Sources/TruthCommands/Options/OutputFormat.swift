import ArgumentParser

/// How results are written to standard output.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case text
    /// For programs: one JSON object, or one a line where results come bit by bit.
    case json
}

struct OutputOptions: ParsableArguments {
    @Option(help: "How to write results: text or json.")
    var format: OutputFormat = .text
}
