import ArgumentParser
import TruthModels

struct SamplingFlags: ParsableArguments {
    @Option(help: ArgumentHelp("Divides the logits; 0 always takes the likeliest token.", valueName: "number"))
    var temperature: Float = 0

    @Option(help: ArgumentHelp("Draws from the k likeliest tokens; 0 from all.", valueName: "k"))
    var topK = 0

    @Option(help: ArgumentHelp("Draws from the smallest set that holds this probability.", valueName: "share"))
    var topP: Float = 1

    @Option(help: ArgumentHelp("Drops tokens less likely than this share of the likeliest.", valueName: "share"))
    var minP: Float = 0

    @Option(help: ArgumentHelp("Makes tokens already seen less likely; 1 changes nothing.", valueName: "number"))
    var repetitionPenalty: Float = 1

    @Option(help: ArgumentHelp("Same seed, same text.", valueName: "number"))
    var seed: UInt64?

    var options: SamplingOptions {
        SamplingOptions(
            temperature: temperature, topK: topK, topP: topP, minP: minP, repetitionPenalty: repetitionPenalty, seed: seed)
    }
}
