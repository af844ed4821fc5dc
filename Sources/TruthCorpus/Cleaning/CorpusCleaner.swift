import Foundation

/// Cleans files of documents into one file of JSON Lines, duplicates removed.
///
/// Two passes: the steps of the recipe, whose documents go to a file aside while their signatures are collected; then that file is copied
/// without near-duplicates. The output and its report get their names at the end, so they are whole or not there.
public struct CorpusCleaner: ~Copyable {
    private let output: String
    private let recipe: CleaningRecipe
    private var pipeline: CleaningPipeline
    private var report: CleaningReport
    private let start = ContinuousClock.now

    /// - Parameters:
    ///   - output: The path of the JSON Lines file; its report is written beside it.
    ///   - environment: Where the key of pseudonyms is looked up.
    /// - Throws: `CleaningError` when the recipe asks for what can't be done.
    public init(output: String, recipe: CleaningRecipe = .default, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.output = output
        self.recipe = recipe
        pipeline = try CleaningPipeline(recipe: recipe, environment: environment)
        report = CleaningReport(inputs: [], recipe: recipe.yaml, started: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded()))
    }

    /// Cleans everything that `readers` yield.
    ///
    /// - Parameters:
    ///   - readers: The inputs with their names.
    ///   - progress: Called after every thousand documents.
    ///   - rejected: Called for each record that can't be read.
    /// - Returns: What was done.
    /// - Throws: `CleaningError` when something can't be written.
    public consuming func clean(
        _ readers: [(name: String, reader: DocumentReader)], progress: (CleaningReport, DocumentReader) -> Void = { _, _ in },
        rejected: (RejectedRecord) -> Void = { _ in }
    ) throws -> CleaningReport {
        report.inputs = readers.map(\.name)
        let cleaned = try LineFile(path: output + ".part")
        var finder = try NearDuplicateFinder(settings: NearDuplicateSettings(recipe.nearDuplicates.setting), folder: output + ".signatures")
        for (_, reader) in readers {
            for record in reader {
                switch record {
                case .document(let document): try take(document, to: cleaned, &finder)
                case .rejected(let record):
                    report.recordsSetAside += 1
                    rejected(record)
                }
                if report.documentsRead % 1000 == 0 { progress(report, reader) }
            }
        }
        report.steps = pipeline.countersWithSamples
        if recipe.nearDuplicates.isEnabled {
            try cleaned.finish()
            try removeNearDuplicates(of: finder.finish(), from: cleaned.path)
        } else {
            try cleaned.finish(as: output)
        }
        report.seconds = (ContinuousClock.now - start) / .seconds(1)
        try report.write(to: CleaningReport.path(besides: output))
        return report
    }

    private mutating func take(_ document: Document, to file: LineFile, _ finder: inout NearDuplicateFinder) throws {
        report.documentsRead += 1
        report.bytesRead += document.text.utf8.count
        guard case .kept(let document) = pipeline.clean(document) else { return }
        report.documentsKept += 1
        report.bytesKept += document.text.utf8.count
        var line = DocumentLine()
        line.append(document)
        try file.write(line.bytes)
        if recipe.nearDuplicates.isEnabled { try finder.add(Array(document.text.utf8).span) }
    }

    /// Copies the file aside to the output, without the lines of documents that are not the first of their group.
    private mutating func removeNearDuplicates(of groups: consuming DisjointSets, from path: String) throws {
        var groups = groups
        var pass = NearDuplicatePass(documents: report.documentsKept, bytes: report.bytesKept)
        let file = try LineFile(path: output + ".unique")
        let lines = try LineReader(path: path)
        var number: UInt32 = 0
        while let line = try lines.next() {
            if groups.first(of: number) == number {
                try file.write(line)
                try file.write([0x0A])
            } else {
                try pass.remove(line)
            }
            number += 1
        }
        try file.finish(as: output)
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw CleaningError.unwritable(path: path, reason: error.localizedDescription)
        }
        report.steps.append(pass.countersWithSamples)
        report.documentsKept = pass.counters.documentsOut
        report.bytesKept = pass.counters.bytesOut
    }
}
