import ArgumentParser
import Foundation
import TruthCheckpoints
import TruthEvidence
import TruthModels
import TruthTensors

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what machine, instruction set, memory, model and store there are, and what is wrong.",
        discussion: "Returns 1 when something is wrong.")

    @OptionGroup var model: ModelOptions
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let findings = examine()
        switch output.format {
        case .json: try Output.json(findings)
        case .text:
            for finding in findings {
                let sign = finding.isProblem ? Output.coloured("✗", 31) : Output.coloured("✓", 32)
                Output.line("\(sign) \(finding.subject): \(finding.text)")
            }
        }
        if findings.contains(where: \.isProblem) { throw ExitCode(1) }
    }

    private struct Finding: Encodable {
        var subject: String
        var text: String
        var isProblem = false
    }

    private func examine() -> [Finding] {
        var findings = [
            Finding(subject: "program", text: "truthgpt \(Truthgpt.version)"),
            Finding(subject: "processor", text: Machine.processorName ?? "unknown"),
            Finding(
                subject: "computing",
                text: "\(InstructionSet.best.rawValue) of \(InstructionSet.available.map(\.rawValue).joined(separator: ", ")); "
                    + "\(Processor.shared.threadCount) threads of \(ProcessInfo.processInfo.activeProcessorCount) processors"),
            memory(),
        ]
        do {
            let directory = try data.directory()
            findings += [space(in: directory), language(in: directory), embedder(in: directory), evidence(in: directory)]
        } catch {
            findings.append(Finding(subject: "data directory", text: "\(error)", isProblem: true))
        }
        return findings
    }

    private func memory() -> Finding {
        guard let available = Machine.availableMemory else {
            return Finding(subject: "memory", text: Output.bytes(Int(ProcessInfo.processInfo.physicalMemory)))
        }
        return Finding(
            subject: "memory",
            text: "\(Output.bytes(available)) free of \(Output.bytes(Int(ProcessInfo.processInfo.physicalMemory)))",
            isProblem: available < 256 << 20)
    }

    private func space(in directory: DataDirectory) -> Finding {
        let path = directory.url.path
        guard FileManager.default.isWritableFile(atPath: path) else {
            return Finding(subject: "data directory", text: "\(path) can't be written; choose another with --data", isProblem: true)
        }
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else {
            return Finding(subject: "data directory", text: path)
        }
        return Finding(subject: "data directory", text: "\(path), \(Output.bytes(free)) free", isProblem: free < 100 << 20)
    }

    private func language(in directory: DataDirectory) -> Finding {
        do {
            let path = try directory.modelPath(explicit: model.path)
            let start = ContinuousClock.now
            let engine = try model.engine(in: directory)
            let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
            // A conversation needs the template too.
            _ = try engine.tokens(for: .chat([.init(role: .user, content: "Hello")]))
            let description = engine.model
            return Finding(
                subject: "model",
                text: "\(description.name), \(description.parameterCount / 1_000_000) M weights, \(description.quantization), "
                    + "context \(description.contextLength), loaded in \(Int(milliseconds)) ms from \(path)")
        } catch {
            return Finding(subject: "model", text: "\(error)", isProblem: true)
        }
    }

    private func embedder(in directory: DataDirectory) -> Finding {
        do {
            guard let encoder = try Assembly.embedder(in: directory) else {
                return Finding(
                    subject: "embedder", text: "none in \(directory.embedderPath); scripts/serve gets it", isProblem: true)
            }
            return Finding(subject: "embedder", text: "all-MiniLM-L6-v2, \(encoder.dimension) dimensions")
        } catch {
            return Finding(subject: "embedder", text: "\(error)", isProblem: true)
        }
    }

    private func evidence(in directory: DataDirectory) -> Finding {
        do {
            let statistics = try directory.openStore().statistics()
            let text = "\(statistics.documents) documents, \(statistics.passages) passages, \(Output.bytes(statistics.bytes)) in \(directory.evidencePath)"
            return Finding(subject: "evidence", text: text, isProblem: statistics.documents == 0)
        } catch {
            return Finding(subject: "evidence", text: "\(error)", isProblem: true)
        }
    }
}

/// What Linux says of the machine; `nil` elsewhere.
enum Machine {
    static var processorName: String? {
        value(of: "model name", in: "/proc/cpuinfo")
    }

    /// Bytes that can be had without swapping.
    static var availableMemory: Int? {
        value(of: "MemAvailable", in: "/proc/meminfo").flatMap { $0.split(separator: " ").first }.flatMap { Int($0) }.map { $0 * 1024 }
    }

    private static func value(of key: String, in path: String) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return nil }
        return line.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }
}
