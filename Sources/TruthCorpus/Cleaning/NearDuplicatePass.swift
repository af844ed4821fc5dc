import Foundation

/// Counts what is taken out of the cleaned documents as near-duplicates.
struct NearDuplicatePass {
    private(set) var counters = StepCounters(name: "near-duplicates")
    private var samples = SampleKeeper(steps: 1, limit: 5)
    private static let reason = "nearly the same text"

    /// - Parameters: All documents that the steps before kept, and the bytes of their texts.
    init(documents: Int, bytes: Int) {
        counters.documentsIn = documents
        counters.documentsOut = documents
        counters.bytesIn = bytes
        counters.bytesOut = bytes
    }

    /// Takes out the document of a line.
    ///
    /// - Throws: When the line is not one that ``DocumentLine`` wrote, so the file was changed meanwhile.
    mutating func remove(_ line: [UInt8]) throws {
        let text = Array(try JSONDecoder().decode(Line.self, from: Data(line)).text.utf8)
        counters.documentsOut -= 1
        counters.bytesOut -= text.count
        counters.removed[Self.reason, default: 0] += 1
        samples.offer(text, reason: Self.reason, to: 0)
    }

    var countersWithSamples: StepCounters {
        var counters = counters
        counters.samples = samples.samples[0]
        return counters
    }

    private struct Line: Decodable {
        var text: String
    }
}
