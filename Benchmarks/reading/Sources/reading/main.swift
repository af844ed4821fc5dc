import Foundation
import TruthCorpus

// reading PATH…: how fast each file is read, in MB/s of its bytes as stored, and how much memory that took at most.
// Each is read five times, one after another in turn; the median counts. `make_inputs.py` makes files from real ones.
let paths = Array(CommandLine.arguments.dropFirst())
precondition(!paths.isEmpty, "reading PATH…")

struct Reading {
    var seconds: [Double] = []
    var documents = 0
    var rejected = 0
}

var readings = [Reading](repeating: Reading(), count: paths.count)
for _ in 0..<5 {
    for (index, path) in paths.enumerated() {
        let start = ContinuousClock.now
        let reader = try DocumentReader(path: path, options: ReadingOptions(source: "benchmark"))
        var counts = (documents: 0, rejected: 0)
        while let record = reader.next() {
            if case .document = record { counts.documents += 1 } else { counts.rejected += 1 }
        }
        readings[index].seconds.append((ContinuousClock.now - start) / .seconds(1))
        (readings[index].documents, readings[index].rejected) = counts
    }
}

print("file                           MB    MB/s   documents  set aside")
for (path, reading) in zip(paths, readings) {
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    let median = reading.seconds.sorted()[2]
    let name = (path as NSString).lastPathComponent.padding(toLength: 26, withPad: " ", startingAt: 0)
    print("\(name) \(String(format: "%7.1f %7.1f %11d %10d", Double(size) / 1e6, Double(size) / 1e6 / median, reading.documents, reading.rejected))")
}
if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8), let peak = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM") }) {
    print("largest memory, all files: \(peak.dropFirst(6).trimmingCharacters(in: .whitespaces))")
}
