import Crypto
import Foundation
package import TruthCheckpoints
internal import TruthModels
package import TruthTokens

/// A decoder that goes on learning from a model that is there, as a whole or through adapters; with its tokenizer and template.
package final class FineTunedModel {
    package let decoder: TrainableDecoder
    package let tokenizer: Tokenizer
    package let template: ChatTemplate
    package let device: TrainingDevice
    /// The model to start from.
    package let base: Checkpoint
    /// The SHA-256 of the model's files.
    package let baseSHA256: String
    /// Rows of the model's embedding; the decoder may have more.
    package let vocabularySize: Int
    let recipe: TrainingRecipe

    /// - Throws: `CheckpointError`, `ModelError`, `TokenizerError` or ``RunError``.
    package init(_ recipe: TrainingRecipe, on device: TrainingDevice) throws {
        self.recipe = recipe
        self.device = device
        base = try Checkpoint.open(path: (recipe.model.start as NSString).expandingTildeInPath)
        tokenizer = try Tokenizer(of: base)
        template = try recipe.examples.template.isEmpty ? tokenizer.chatTemplate(of: base) : ChatTemplate(named: recipe.examples.template)
        baseSHA256 = try Self.sha256(of: base)
        vocabularySize = try TrainableDecoder.configuration(of: base).vocabularySize
        guard tokenizer.vocabularySize <= vocabularySize else {
            throw RunError.vocabularyMismatch(model: vocabularySize, tokenizer: tokenizer.vocabularySize)
        }
        decoder = try TrainableDecoder(recipe, vocabularySize: vocabularySize, in: device.arena)
        if recipe.adapter.rank > 0 {
            decoder.adapt(
                Set(recipe.adapter.targets.compactMap { LowRankTarget(rawValue: $0) }), rank: recipe.adapter.rank,
                alpha: Float(recipe.adapter.alpha), seed: UInt64(recipe.run.seed), on: device)
            if device.precision == .bf16 {
                // What stays as it is, and isn't corrected, is rounded once.
                for parameter in decoder.parameters where parameter.adapter == nil && parameter.role != .gain {
                    parameter.round(on: device.processor, in: device.arena)
                }
            }
        }
        try MemoryEstimate(recipe, decoder).check()
    }

    private static func sha256(of base: Checkpoint) throws -> String {
        do {
            guard base.configuration != nil else { return try FileHash.sha256(of: [base.path]) }
            let names = try FileManager.default.contentsOfDirectory(atPath: base.path).filter { $0.hasSuffix(".safetensors") }
            return try FileHash.sha256(of: names.sorted().map { "\(base.path)/\($0)" })
        } catch {
            throw RunError.unreadable(path: base.path, reason: error.systemReason)
        }
    }

    /// What learns.
    package var parameters: [Parameter] {
        recipe.adapter.rank > 0 ? decoder.parameters.flatMap { $0.adapter?.parameters ?? [] } : decoder.parameters
    }

    package var parameterCount: Int { decoder.parameterCount + decoder.parameters.reduce(0) { $0 + ($1.adapter?.parameters.reduce(0) { $0 + $1.count } ?? 0) } }

    package func rule(for parameter: Parameter) -> UpdateRule {
        recipe.rule(for: parameter, factors: decoder.factors, isInBlock: !decoder.isOutsideBlocks(parameter))
    }

    package func parametersChanged() {
        for parameter in decoder.parameters { parameter.mergeAdapter() }
    }

    /// The SHA-256 of all tokens' bytes, each with its length before it.
    package var vocabularySHA256: String {
        var hash = SHA256()
        for id in 0..<tokenizer.vocabularySize {
            let bytes = tokenizer.bytes(of: id)
            hash.update(data: Array("\(bytes.count) ".utf8) + bytes)
        }
        return hash.finalize().hexadecimal
    }

    /// Operations of a token, forward and back.
    ///
    /// Under adapters the gradients by the matrices, a third of the products, are never computed.
    package var operationsPerToken: Double {
        decoder.operationsPerToken(sequenceLength: recipe.data.sequenceLength) * (recipe.adapter.rank > 0 ? 2.0 / 3 : 1)
    }

    /// What the model answers to `prompt`, for people to see; `nil` if the recipe wants none.
    package func sample(_ prompt: String, tokenCount: Int) throws -> String? {
        guard tokenCount > 0, !prompt.isEmpty else { return nil }
        let ids = try tokenizer.encode([ChatMessage(role: .user, content: prompt)], template: template)
        return DecoderSample(decoder, tokenizer, endTokens: Set(tokenizer.endTokens), on: device.processor)
            .text(after: ids, tokenCount: tokenCount, seed: UInt64(recipe.run.seed))
    }
}
