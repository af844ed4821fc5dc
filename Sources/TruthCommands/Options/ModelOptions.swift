import ArgumentParser
import Foundation
import TruthModels
import TruthTensors
import TruthTokens

struct ModelOptions: ParsableArguments {
    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "The language model: a GGUF file or a safetensors folder.",
            discussion: "Default: TRUTHGPT_MODEL, else the model in the data directory.", valueName: "path"))
    var path: String?

    @Option(help: ArgumentHelp("The chat template, when the model's own isn't known: chatml or llama3.", valueName: "name"))
    var template: String?

    @Option(
        name: .customLong("context"),
        help: ArgumentHelp("The longest prompt and answer together, in tokens. Default: the model's own.", valueName: "tokens"))
    var contextLength: Int?

    @Option(help: ArgumentHelp("How many conversations run at once.", valueName: "count"))
    var slots = 4

    @Option(name: .customLong("kv-cache"), help: ArgumentHelp("How keys and values are kept: f16, or int8 in half the memory.", valueName: "type"))
    var cachePrecision = AttentionCache.Precision.f16

    @Option(
        help: ArgumentHelp(
            "Round a folder's matrices on loading: q8_0, q4_0, q4_k, q5_k, q6_k …",
            discussion: "What is quantised already stays as it is.", valueName: "type"))
    var quantize: String?

    func validate() throws {
        if let quantize, ElementType(named: quantize) == nil {
            throw ValidationError("--quantize is \(quantize); expected one of \(ElementType.allCases.map { $0.rawValue.lowercased() }.joined(separator: ", ")).")
        }
        if let contextLength, contextLength < 16 { throw ValidationError("--context is \(contextLength); expected at least 16.") }
        if !(1...256).contains(slots) { throw ValidationError("--slots is \(slots); expected 1 to 256.") }
    }

    /// Says what keys and values will take before any is there.
    func announceMemory(of engine: Engine) {
        func text(_ byteCount: Int) -> String { Int64(byteCount).formatted(.byteCount(style: .memory)) }
        let each = engine.conversationByteCount, all = slots > 1 ? ", \(text(each * slots)) for \(slots) at once" : ""
        Output.message("Keys and values take up to \(text(each)) for a conversation of \(engine.model.contextLength) tokens\(all)")
    }

    /// Loads the model and starts its engine.
    ///
    /// - Parameter adapters: Folders by name.
    func engine(in directory: DataDirectory, adapters: [String: String] = [:]) throws -> Engine {
        try Engine.load(
            modelPath: directory.modelPath(explicit: path),
            templateName: template, adapters: adapters, quantization: quantize.flatMap { ElementType(named: $0) },
            options: EngineOptions(slotCount: slots, contextLength: contextLength, cachePrecision: cachePrecision))
    }
}

extension AttentionCache.Precision: ExpressibleByArgument {}
