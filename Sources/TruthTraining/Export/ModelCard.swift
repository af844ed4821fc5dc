import Foundation

/// A model's README: what it was trained on, how, what it reached and cost.
struct ModelCard {
    let record: RunRecord
    let name: String

    var markdown: String {
        let sources = record.data.sources.prefix(20).map { "| \($0.name) | \($0.documents) | \($0.tokens) |" }
        let licences = record.data.licences.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value) documents)" }.joined(separator: ", ")
        let result = record.scores.isEmpty ? "It was not evaluated." : "Evaluated on what it didn't learn from: \(record.scores.map(\.text).joined(separator: ", "))."
        return """
            ---
            library_name: transformers
            pipeline_tag: text-generation
            ---
            # \(name)

            A language model of \(record.parameters) parameters, trained by TruthGPT \(record.programVersion). \(result)
            It was made from the documents below and knows nothing else; what it writes may be false.

            ## Data
            \(record.data.files.joined(separator: ", ")), SHA-256 `\(record.data.sha256)`. Licences stated by the documents: \(licences).

            | source | documents | tokens |
            |---|---:|---:|
            \(sources.joined(separator: "\n"))

            ## Training
            \(record.steps) steps, \(record.tokens) tokens, seed \(record.seed), \(String(format: "%.1f", record.seconds / 60)) minutes on \(record.threads) threads (\(record.machine), \(record.instructionSet)),
            \(String(format: "%.3g", record.operations)) floating-point operations, \(String(format: "%.1f", record.energy.joules / 3600)) Wh (\(record.energy.kind): \(record.energy.how)).

            ```yaml
            \(record.recipe.trimmingCharacters(in: .newlines))
            ```

            """
    }
}
