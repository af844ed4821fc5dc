import Foundation

/// Upright columns in a fixed order, such as months, as SVG.
struct ColumnChart {
    var title: String
    var columns: [(name: String, value: Int)]

    private static let width = 720.0
    private static let plotHeight = 170.0
    private static let left = 52.0
    private static let bottom = 30.0
    /// Names below the columns need this much room.
    private static let nameWidth = 64.0

    /// The `svg` element, or a sentence when there is nothing to draw.
    var svg: String {
        let most = columns.map(\.value).max() ?? 0
        guard most > 0 else { return "<p class=\"quiet\">Nothing to show.</p>" }
        let top = Self.niceTop(most)
        let step = (Self.width - Self.left) / Double(columns.count)
        let every = max(1, Int((Self.nameWidth / step).rounded(.up)))
        let drawn = columns.enumerated().map { column($1, index: $0, step: step, top: top, isNamed: $0 % every == 0) }
        return """
            <svg class="chart" viewBox="0 0 \(Int(Self.width)) \(Int(Self.plotHeight + Self.bottom + 10))" role="img" aria-label="\(HTML.escaped(title))">
            \([0, top / 2, top].map { line(at: $0, top: top) }.joined(separator: "\n"))
            \(drawn.joined(separator: "\n"))
            </svg>
            """
    }

    private func column(_ column: (name: String, value: Int), index: Int, step: Double, top: Int, isNamed: Bool) -> String {
        let height = Self.plotHeight * Double(column.value) / Double(top)
        let gap = min(4, step * 0.2)
        let x = Self.left + step * Double(index) + gap / 2
        let width = min(step - gap, 60)
        let name = isNamed ? "<text class=\"number\" x=\"\(Self.decimal(x + width / 2))\" y=\"\(Self.plotHeight + 28)\" text-anchor=\"middle\">\(HTML.escaped(column.name))</text>" : ""
        return """
            <g><title>\(HTML.escaped("\(column.name): \(HTML.number(column.value))"))</title>
            <rect class="bar" x="\(Self.decimal(x))" y="\(Self.decimal(10 + Self.plotHeight - height))" width="\(Self.decimal(max(0.5, width)))" height="\(Self.decimal(max(column.value > 0 ? 1 : 0, height)))" rx="\(min(3, width / 3))"/>
            \(name)</g>
            """
    }

    private func line(at value: Int, top: Int) -> String {
        let y = 10 + Self.plotHeight * (1 - Double(value) / Double(top))
        return """
            <line class="grid" x1="\(Self.left)" x2="\(Self.width)" y1="\(y)" y2="\(y)"/>
            <text class="number" x="\(Self.left - 8)" y="\(y)" text-anchor="end">\(HTML.short(value))</text>
            """
    }

    /// The next round number that is even in halves: 2, 4, 10, 20, 40, 100 …
    private static func niceTop(_ value: Int) -> Int {
        var unit = 1
        while true {
            for factor in [2, 4, 6, 8] where factor * unit >= value { return factor * unit }
            unit *= 10
        }
    }

    private static func decimal(_ value: Double) -> String { String(format: "%.1f", value) }
}
