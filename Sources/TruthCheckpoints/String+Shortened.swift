extension String {
    /// The text itself, or its first `count` characters and an ellipsis, with control characters escaped: text from files
    /// ends up in errors and tables, where it must neither fill the screen nor steer the terminal.
    func shortened(to count: Int) -> String {
        // A character may be megabytes of combining marks, so scalars are counted.
        let scalars = unicodeScalars.prefix(count)
        var text = ""
        for scalar in scalars {
            switch scalar {
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default:
                if scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format {
                    text += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
                } else {
                    text.unicodeScalars.append(scalar)
                }
            }
        }
        return scalars.endIndex == unicodeScalars.endIndex ? text : text + "…"
    }
}
