import Foundation

/// A model's README: what it was trained on, how, what it reached and cost.
struct ModelCard {
    let record: RunRecord
    let name: String
    let shards: ShardSet

    var markdown: String {
        let sources = shards.manifest.sources.prefix(20).map { "| \($0.name) | \($0.documents) | \($0.tokens) |" }
        let licences = record.licences.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value) documents)" }.joined(separator: ", ")
        let result = record.bitsPerByte.map { String(format: "%.4f bits per byte of validation text.", $0) } ?? "It was not evaluated."
        return """
            ---
            library_name: transformers
            pipeline_tag: text-generation
            ---
            # \(name)

            A language model of \(record.parameters) parameters, trained by TruthGPT \(record.programVersion). \(result)
            It was made from the documents below and knows nothing else; what it writes may be false.

            ## Data
            Shards with the manifest SHA-256 `\(record.shards)`. Licences stated by the documents: \(licences).

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
