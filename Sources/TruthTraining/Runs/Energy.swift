import Foundation

/// The processor's energy counter, where the system lets it be read (Linux powercap, Intel's and AMD's RAPL).
package struct EnergyMeter: Sendable {
    private let path: String
    private let range: Double
    private var last: Double

    /// `nil` where there is no counter, or only root may read it.
    package init?() {
        let folder = "/sys/class/powercap/intel-rapl:0"
        path = "\(folder)/energy_uj"
        guard let now = Self.read(path), let range = Self.read("\(folder)/max_energy_range_uj") else { return nil }
        last = now
        self.range = range
    }

    /// Joules since the last call; the counter begins anew at its range.
    package mutating func lap() -> Double {
        guard let now = Self.read(path) else { return 0 }
        defer { last = now }
        return (now >= last ? now - last : now + range - last) / 1e6
    }

    private static func read(_ path: String) -> Double? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
}
