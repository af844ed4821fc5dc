import ArgumentParser

/// `truthgpt tokenizer …`: train a tokenizer, and turn texts into token ids.
struct TokenizerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenizer", abstract: "Train a tokenizer on your documents, and turn texts into token ids.",
        subcommands: [TokenizerTrain.self, TokenizerEncode.self])
}
