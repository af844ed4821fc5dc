import Foundation

/// A bar on standard error, drawn only when that is a terminal.
final class ProgressBar {
    private let title: String
    private let start = ContinuousClock.now
    private var lastDrawn = ContinuousClock.now - .seconds(1)
    private let isShown = isatty(STDERR_FILENO) == 1

    init(_ title: String) {
        self.title = title
    }

    /// Draws the bar at `completed` of `total`, at most ten times a second.
    func update(completed: Int, total: Int, unit: (Int) -> String) {
        let now = ContinuousClock.now
        guard isShown, completed >= total || now - lastDrawn > .milliseconds(100) else { return }
        lastDrawn = now
        let share = total > 0 ? min(1, Double(completed) / Double(total)) : 0
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        let elapsed = (now - start) / .seconds(1)
        let left = share > 0.02 ? " · \(Int(elapsed / share - elapsed + 0.5)) s left" : ""
        let text = "\r\(title) \(bar) \(Int(share * 100)) % · \(unit(completed))\(left)\u{1B}[K"
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// Clears the bar.
    func finish() {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
