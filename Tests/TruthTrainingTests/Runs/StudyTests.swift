import Foundation
import Testing
import TruthCorpus
import TruthTensors
import TruthTraining

final class StudyTests {
    let folder: URL
    let shards: ShardSet
    let processor = Processor(instructionSet: .best, threadCount: 2)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "truthgpt-study-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        shards = try RunTests.shards(in: folder)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func recipe(_ kind: String) throws -> TrainingRecipe {
        try TrainingRecipe(
            yaml: """
                run: {precision: f32}
                data: {sequence-length: 24}
                model: {layers: 2, width: 64, heads: 4, key-value-heads: 4, head-width: 16, hidden-width: 192, tied: false}
                parametrization: {kind: \(kind), base-width: 64, base-layers: 2, zero-head: true, deviation: 0.05}
                batch: {sequences: 4}
                schedule: {steps: 100, warmup: 0, shape: constant}
                optimizer: {rate: 0.01, clip: 0}
                """)
    }

    @Test
    func `muP passes the coordinate check that the standard parametrisation fails`() throws {
        func check(_ kind: String) throws -> CoordinateCheck {
            try CoordinateCheck(recipe(kind), widths: [64, 128, 256], steps: 4, shards: shards, on: processor) { _, _ in }
        }
        let (mup, standard) = (try check("mup"), try check("standard"))
        let steepest = (try #require(mup.steepest), try #require(standard.steepest))
        #expect(abs(steepest.0.slope) < abs(steepest.1.slope))
        #expect(!standard.passes)
        #expect(StudyPage(mup, title: "muP").html.contains("<svg"))
    }

    @Test
    func `a sweep finds the rate with the lowest loss`() throws {
        let sweep = try RateSweep(recipe("mup"), widths: [64, 128], rates: [0.00001, 0.01], steps: 12, shards: shards, on: processor) { _ in }
        #expect(sweep.best.map(\.rate) == [0.01, 0.01])
        #expect(sweep.shift == 0)
        #expect(StudyPage(sweep, title: "Rates").html.contains("width 128: 0.01"))
    }

    @Test
    func `a width that doesn't keep the ratios is refused`() throws {
        #expect(throws: RecipeError.self) { _ = try WidthLadder(recipe("mup"), widths: [64, 72]) }
    }

    @Test
    func `the event file is what TensorBoard reads`() throws {
        let path = folder.appending(path: "events").path
        _ = try EventFile(path: path, entries: [.evaluation(try JSONDecoder().decode(EvaluationReport.self, from: Data(#"{"step":3,"loss":1.5,"scores":[{"name":"bits per byte","value":0.5,"risesWithQuality":false}],"tokens":9,"seconds":2}"#.utf8)))])
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        // The first record: length 24, and the masked checksum that TensorFlow writes for it.
        #expect(bytes[0..<8].elementsEqual([24, 0, 0, 0, 0, 0, 0, 0]))
        #expect(bytes[8..<12].elementsEqual([0xA3, 0x7F, 0x4B, 0x22]))
        #expect(String(decoding: bytes, as: UTF8.self).contains("brain.Event:2"))
        #expect(String(decoding: bytes, as: UTF8.self).contains("validation/bits_per_byte"))
    }
}
