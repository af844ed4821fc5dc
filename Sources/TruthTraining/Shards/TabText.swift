/// Text in a line of fields with tabs between them.
enum TabText {
    /// `text` without tabs and line ends: they, and backslashes, become two characters each.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x5C || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\t": escaped.append(contentsOf: "\\t".unicodeScalars)
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            case "\r": escaped.append(contentsOf: "\\r".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// What `escaped` was made from; `nil` if it wasn't made so.
    static func plain(_ escaped: Substring) -> String? {
        guard escaped.utf8.contains(0x5C) else { return String(escaped) }
        var plain = String.UnicodeScalarView()
        var scalars = escaped.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "\\" else {
                plain.append(scalar)
                continue
            }
            switch scalars.next() {
            case "\\": plain.append("\\")
            case "t": plain.append("\t")
            case "n": plain.append("\n")
            case "r": plain.append("\r")
            default: return nil
            }
        }
        return String(plain)
    }
}
