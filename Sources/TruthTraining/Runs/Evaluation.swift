import Foundation
package import TruthTokens

/// Validation: how many bits a model needs for each byte of text that it has not seen.
///
/// `bits per byte = Σ nats / ln 2 / Σ bytes`, over the tokens that stand for text; end tokens stand for none and don't count, so
/// that tokenizers of any size compare.
package struct Evaluation {
    /// What its score is called.
    package static let scoreName = "bits per byte"

    private let batches: [TokenBatch]
    /// Bytes of each batch's targets.
    private let byteCounts: [Int]

    /// Whole sequences from the front of the validation shards.
    ///
    /// - Parameters:
    ///   - tokenCount: About how many tokens are read.
    ///   - separatingAt: The end token, where documents are kept apart; `nil` where sequences are read whole.
    package init(
        _ tokens: TokenStream, tokenizer: Tokenizer, tokenCount: Int, sequenceLength: Int, sequences: Int, separatingAt endToken: Int32?
    ) {
        let bytes = (0..<tokenizer.vocabularySize).map { tokenizer.isSpecial($0) ? 0 : tokenizer.bytes(of: $0).count }
        let available = max(0, (tokens.count - 1) / sequenceLength)
        let count = min(available, max(1, tokenCount / sequenceLength))
        var batches: [TokenBatch] = [], byteCounts: [Int] = []
        for first in stride(from: 0, to: count, by: sequences) {
            var batch = TokenBatch((first..<min(count, first + sequences)).map { tokens[$0 * sequenceLength..<($0 + 1) * sequenceLength + 1] })
            var byteCount = 0
            for (index, target) in batch.targets.enumerated() {
                // Ids past the tokenizer's are rows that pad the embedding.
                let size = Int(target) < bytes.count ? bytes[Int(target)] : 0
                byteCount += size
                if size == 0 { batch.targets[index] = -1 }
            }
            if let endToken { batch.separateDocuments(endToken: endToken) }
            batches.append(batch)
            byteCounts.append(byteCount)
        }
        self.batches = batches
        self.byteCounts = byteCounts
    }

    package var isEmpty: Bool { batches.isEmpty }

    /// Reads everything once.
    package func run(_ decoder: TrainableDecoder, on device: TrainingDevice) -> (loss: Double, bitsPerByte: Double, tokens: Int) {
        var loss = BatchLoss()
        for batch in batches {
            loss += decoder.loss(batch, gradientScale: 1, on: device.tape(isRecording: false))
        }
        let bytes = byteCounts.reduce(0, +)
        return (loss.mean, bytes > 0 ? loss.sum / log(2) / Double(bytes) : 0, Int(loss.weight))
    }
}
