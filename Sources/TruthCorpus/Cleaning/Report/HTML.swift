import Foundation

/// Writing HTML: everything that comes from outside goes through `escaped`.
package enum HTML {
    /// `text` as it may stand between tags and in quoted attributes.
    package static func escaped(_ text: String) -> String {
        var output = ""
        output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            // Not allowed in HTML, or able to turn the text around them.
            case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": output += "\u{FFFD}"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    /// A number with its thousands apart: `12 345` with thin spaces.
    package static func number(_ value: Int) -> String {
        var groups: [String] = []
        var rest = value.magnitude
        while rest >= 1000 {
            let group = String(rest % 1000)
            groups.append(String(repeating: "0", count: 3 - group.count) + group)
            rest /= 1000
        }
        groups.append(String(rest))
        return (value < 0 ? "−" : "") + groups.reversed().joined(separator: "\u{202F}")
    }

    /// A share as it reads best: `12 %`, `0.3 %`.
    static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "–" }
        let percent = 100 * Double(part) / Double(whole)
        return percent == 0 ? "0 %" : percent < 0.1 ? "under 0.1 %" : String(format: percent < 10 ? "%.1f %%" : "%.0f %%", percent)
    }

    package static func bytes(_ value: Int) -> String {
        let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
        guard let unit = units.first(where: { Double(value) >= $0.0 }) else { return "\(value) B" }
        return String(format: "%.1f ", Double(value) / unit.0) + unit.1
    }

    /// A number in the unit that reads best: `1.2 M`.
    package static func short(_ value: Int) -> String {
        let units = [(1e9, "G"), (1e6, "M"), (1e4, "k")]
        guard let unit = units.first(where: { Double(value) >= $0.0 }) else { return number(value) }
        let scaled = Double(value) / (unit.1 == "k" ? 1e3 : unit.0)
        return String(format: scaled < 10 ? "%.1f" : "%.0f", scaled) + "\u{202F}" + unit.1
    }

    /// Rows of cells, escaped; the first row is the head, all columns but the first hold numbers.
    static func table(head: [String], rows: [[String]]) -> String {
        let headCells = head.map { "<th scope=\"col\">\(escaped($0))</th>" }.joined()
        let body = rows.map { row in
            "<tr><th scope=\"row\" dir=\"auto\">\(escaped(row[0]))</th>" + row.dropFirst().map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
        }
        return "<div class=\"frame\"><table><thead><tr>\(headCells)</tr></thead><tbody>\(body.joined(separator: "\n"))</tbody></table></div>"
    }
}
