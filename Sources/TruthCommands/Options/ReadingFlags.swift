import ArgumentParser
import TruthCorpus

/// How files are read: shared by everything that adds documents.
struct ReadingFlags: ParsableArguments {
    @Option(help: ArgumentHelp("The collection that the documents belong to. Default: the name of the file or folder.", valueName: "name"))
    var source: String?

    @Option(
        help: ArgumentHelp(
            "The format, instead of telling it: \(DocumentFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"))
    var inputFormat: DocumentFormat?

    @Option(help: ArgumentHelp("JSON and tables: the field or column that holds the text.", valueName: "field"))
    var text: String?

    @Option(help: ArgumentHelp("JSON and tables: the field or column that holds the author.", valueName: "field"))
    var author: String?

    @Option(help: ArgumentHelp("JSON and tables: the field or column that holds the date.", valueName: "field"))
    var date: String?

    @Option(help: ArgumentHelp("JSON and tables: the field or column that holds the URL.", valueName: "field"))
    var url: String?

    @Option(help: ArgumentHelp("JSON and tables: the field or column that holds the identity.", valueName: "field"))
    var id: String?

    @Flag(help: "Keep what an account passed on from others, with the other as its author.")
    var keepReposts = false

    @Flag(help: "Keep Mastodon posts that are unlisted: visible to all, in no public timeline.")
    var keepUnlisted = false

    var options: ReadingOptions {
        let columns = ReadingOptions.Columns(text: text, author: author, date: date, url: url, id: id)
        var options = ReadingOptions(source: source, format: inputFormat, columns: columns)
        options.keepsReposts = keepReposts
        options.keepsUnlisted = keepUnlisted
        return options
    }

    /// A reader of one path, or of standard input for `-`.
    func reader(_ path: String) throws -> DocumentReader {
        path == "-" ? try DocumentReader.standardInput(options: options) : try DocumentReader(path: path, options: options)
    }
}

extension DocumentFormat: ExpressibleByArgument {}
