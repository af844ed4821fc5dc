import ArgumentParser
import TruthGrammar

/// What the answer must fit.
struct AnswerFormatOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A file with a JSON schema that the answer fits; - reads standard input.", valueName: "file"))
    var schema: String?

    @Option(help: ArgumentHelp("A file with a grammar in llama.cpp's notation, GBNF; - reads standard input.", valueName: "file"))
    var grammar: String?

    @Option(help: ArgumentHelp("A regular expression that the whole answer matches.", valueName: "pattern"))
    var pattern: String?

    @Flag(help: "The answer is a JSON object.")
    var json = false

    func validate() throws {
        let count = [schema != nil, grammar != nil, pattern != nil, json].filter { $0 }.count
        if count > 1 { throw ValidationError("--schema, --grammar, --pattern and --json exclude each other; give one of them.") }
    }

    /// The grammar asked for, compiled; `nil` where any text will do.
    func compiled() throws -> Grammar? {
        if let schema { return try Grammar(.jsonSchema(TextInput.read(schema))) }
        if let grammar { return try Grammar(.gbnf(TextInput.read(grammar))) }
        if let pattern { return try Grammar(.regularExpression(pattern)) }
        return json ? try Grammar(.jsonObject) : nil
    }
}
