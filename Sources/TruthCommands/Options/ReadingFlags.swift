import ArgumentParser
import TruthCorpus

/// How files are read: shared by everything that adds documents.
struct ReadingFlags: ParsableArguments {
    @Option(help: ArgumentHelp("The collection that the documents belong to. Default: the name of the file or folder.", valueName: "name"))
    var source: String?

    @Option(help: ArgumentHelp("The format, instead of telling it from the names.", valueName: "format"))
    var inputFormat: DocumentFormat?

    @Option(help: ArgumentHelp("The field that holds the text.", valueName: "field"))
    var text: String?

    @Option(help: ArgumentHelp("The field that holds the author.", valueName: "field"))
    var author: String?

    @Option(help: ArgumentHelp("The field that holds the date.", valueName: "field"))
    var date: String?

    @Option(help: ArgumentHelp("The field that holds the URL.", valueName: "field"))
    var url: String?

    @Option(help: ArgumentHelp("The field that holds the identity.", valueName: "field"))
    var id: String?

    var options: ReadingOptions {
        ReadingOptions(
            source: source, format: inputFormat,
            columns: ReadingOptions.Columns(text: text, author: author, date: date, url: url, id: id))
    }
}

extension DocumentFormat: ExpressibleByArgument {}
