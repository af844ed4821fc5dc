import ArgumentParser

struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The data directory.", discussion: "Default: TRUTHGPT_DATA, else ~/.local/share/truthgpt.", valueName: "path"))
    var path: String?

    /// The directory, made if it isn't there.
    func directory() throws -> DataDirectory {
        try DataDirectory(path: path)
    }
}
