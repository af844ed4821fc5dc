import Foundation
import TruthModels

/// Answers each line of standard input, a JSON array of texts, with a line of JSON: the seconds it took and the vectors.
@main
struct Embeddings {
    private struct Answer: Encodable {
        var seconds: Double
        var vectors: [[Float]]
    }

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let precision = EncoderPrecision(rawValue: arguments[2]), let threads = Int(arguments[3]) else {
            FileHandle.standardError.write(Data("usage: embeddings MODEL f32|bf16|int8 THREADS\n".utf8))
            exit(64)
        }
        let encoder = try SentenceEncoder.load(path: arguments[1], precision: precision, threadCount: threads)
        while let line = readLine() {
            let texts = try JSONDecoder().decode([String].self, from: Data(line.utf8))
            let start = ContinuousClock.now
            let vectors = try encoder.embed(texts)
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            FileHandle.standardOutput.write(try JSONEncoder().encode(Answer(seconds: seconds, vectors: vectors)) + Data("\n".utf8))
        }
    }
}
