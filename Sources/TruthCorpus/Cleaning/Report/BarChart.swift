import Foundation

/// Horizontal bars with their names and numbers, as SVG.
struct BarChart {
    struct Bar {
        var name: String
        var value: Int
        /// Behind the number, such as a share.
        var note = ""
        /// A second part of the bar, drawn lighter: what was taken away.
        var lost = 0
    }

    var title: String
    var bars: [Bar]

    private static let width = 720.0
    private static let nameWidth = 190.0
    private static let numberWidth = 150.0
    private static let rowHeight = 30.0

    /// The `svg` element, or a sentence when there is nothing to draw.
    var svg: String {
        let most = bars.map { $0.value + $0.lost }.max() ?? 0
        guard most > 0 else { return "<p class=\"quiet\">Nothing to show.</p>" }
        let height = Self.rowHeight * Double(bars.count)
        let rows = bars.enumerated().map { row($1, top: Self.rowHeight * Double($0), most: most) }
        return """
            <svg class="chart" viewBox="0 0 \(Int(Self.width)) \(Int(height))" role="img" aria-label="\(HTML.escaped(title))">
            \(rows.joined(separator: "\n"))
            </svg>
            """
    }

    private func row(_ bar: Bar, top: Double, most: Int) -> String {
        let room = Self.width - Self.nameWidth - Self.numberWidth
        let length = max(bar.value > 0 ? 2 : 0, room * Double(bar.value) / Double(most))
        let lost = room * Double(bar.lost) / Double(most)
        let middle = top + Self.rowHeight / 2
        let number = HTML.number(bar.value) + (bar.note.isEmpty ? "" : " · \(bar.note)")
        let name = bar.name.count > 22 ? bar.name.prefix(21) + "…" : bar.name[...]
        return """
            <g><title>\(HTML.escaped("\(bar.name): \(number)"))</title>
            <text class="name" x="\(Self.nameWidth - 12)" y="\(middle)" text-anchor="end">\(HTML.escaped(String(name)))</text>
            <rect class="bar" x="\(Self.nameWidth)" y="\(top + 6)" width="\(Self.decimal(length))" height="\(Self.rowHeight - 12)" rx="3"/>
            \(bar.lost > 0 ? "<rect class=\"lost\" x=\"\(Self.decimal(Self.nameWidth + length))\" y=\"\(top + 6)\" width=\"\(Self.decimal(max(1, lost)))\" height=\"\(Self.rowHeight - 12)\" rx=\"3\"/>" : "")
            <text class="number" x="\(Self.decimal(Self.nameWidth + length + lost + 8))" y="\(middle)">\(HTML.escaped(number))</text></g>
            """
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.1f", value) }
}
