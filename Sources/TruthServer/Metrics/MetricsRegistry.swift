import Synchronization

/// Counts and times what the server does, and writes it in the text format of Prometheus.
package final class MetricsRegistry: Sendable {
    /// A set of labels, in the order in which they are written.
    package typealias Labels = [(name: String, value: String)]

    private struct Histogram {
        /// How many values fell into each of `bounds`, and above the last one.
        var counts = [Int](repeating: 0, count: MetricsRegistry.bounds.count + 1)
        var sum = 0.0
    }

    private struct State {
        /// By name, then by labels as written.
        var counters: [String: [String: Int]] = [:]
        var histograms: [String: [String: Histogram]] = [:]
    }

    /// Upper bounds of the time histograms, in seconds.
    package static let bounds = [0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300]

    /// What each metric tells; a metric without an entry can't be recorded.
    private static let help = [
        "truthgpt_requests_total": "Requests answered, by route, method and status.",
        "truthgpt_request_seconds": "Time from a request's arrival to the end of its answer.",
        "truthgpt_first_text_seconds": "Time from a request's arrival to the first text generated for it.",
        "truthgpt_last_verdict_seconds": "Time from a question to its last verdict.",
        "truthgpt_tokens_total": "Tokens of prompts, of prompts taken from the cache, and generated.",
        "truthgpt_verdicts_total": "Verdicts given, by kind.",
        "truthgpt_running": "Requests that are worked on now.",
        "truthgpt_waiting": "Requests that wait for their turn now.",
    ]

    private let state = Mutex(State())

    package init() {}

    /// Adds `amount` to a counter.
    package func count(_ name: String, _ labels: Labels = [], by amount: Int = 1) {
        precondition(Self.help[name] != nil, "\(name) has no description")
        let key = Self.text(of: labels)
        state.withLock { $0.counters[name, default: [:]][key, default: 0] += amount }
    }

    /// Adds a time to a histogram.
    package func record(_ name: String, _ labels: Labels = [], duration: Duration) {
        precondition(Self.help[name] != nil, "\(name) has no description")
        let key = Self.text(of: labels)
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.histograms[name, default: [:]][key, default: Histogram()].counts[bucket] += 1
            state.histograms[name, default: [:]][key, default: Histogram()].sum += seconds
        }
    }

    /// Everything recorded, and the `gauges` as they are now.
    package func text(gauges: [(name: String, labels: Labels, value: Int)]) -> String {
        let (counters, histograms) = state.withLock { ($0.counters, $0.histograms) }
        var lines: [String] = []
        for (name, series) in counters.sorted(by: { $0.key < $1.key }) {
            lines += Self.heading(name, type: "counter")
            lines += series.sorted { $0.key < $1.key }.map { "\(name)\(Self.braced($0.key)) \($0.value)" }
        }
        for (name, series) in histograms.sorted(by: { $0.key < $1.key }) {
            lines += Self.heading(name, type: "histogram")
            lines += series.sorted { $0.key < $1.key }.flatMap { Self.lines(of: $0.value, name: name, labels: $0.key) }
        }
        var described: Set<String> = []
        for gauge in gauges {
            if described.insert(gauge.name).inserted { lines += Self.heading(gauge.name, type: "gauge") }
            lines.append("\(gauge.name)\(Self.braced(Self.text(of: gauge.labels))) \(gauge.value)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func heading(_ name: String, type: String) -> [String] {
        ["# HELP \(name) \(help[name] ?? "")", "# TYPE \(name) \(type)"]
    }

    private static func lines(of histogram: Histogram, name: String, labels: String) -> [String] {
        var total = 0
        var lines: [String] = []
        let comma = labels.isEmpty ? "" : ","
        for (bound, count) in zip(bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
            total += count
            lines.append("\(name)_bucket{\(labels)\(comma)le=\"\(bound)\"} \(total)")
        }
        return lines + ["\(name)_sum\(braced(labels)) \(histogram.sum)", "\(name)_count\(braced(labels)) \(total)"]
    }

    private static func text(of labels: Labels) -> String {
        labels.map { label in
            let value = label.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(label.name)=\"\(value)\""
        }.joined(separator: ",")
    }

    private static func braced(_ labels: String) -> String {
        labels.isEmpty ? "" : "{\(labels)}"
    }
}
