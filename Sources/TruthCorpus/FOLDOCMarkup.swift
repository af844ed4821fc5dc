import Foundation

/// The conventions of FOLDOC's paragraphs, each undone by one function.
enum FOLDOCMarkup {
    /// Lines joined into one, with single spaces.
    static func unwrapped(_ lines: [Substring]) -> String {
        singleSpaced(lines.joined(separator: " "))
    }

    /// Code or a table: lines kept, their common indentation removed, cross-references unmarked.
    static func verbatim(_ lines: [Substring], indent: Int) -> String {
        lines.map { line in
            let spaced = line.dropFirst(indent).replacingOccurrences(of: "\t", with: "    ")
            return replacingBraces(in: spaced) { isPlainReference($0) ? $0 : nil }
        }.joined(separator: "\n")
    }

    /// Cross-references unmarked, links replaced by their labels; `nil` when the paragraph consists of links to other places.
    static func withoutLinks(_ text: String) -> String? {
        var linked = false
        var labels: [String] = []
        let result = replacingBraces(in: text) { content in
            guard let (label, isAddress) = label(of: content) else { return nil }
            if isAddress {
                linked = true
                labels.append(label)
            }
            return label
        }
        guard linked else { return result }
        var rest = result
        for label in labels where !label.isEmpty { rest = rest.replacingOccurrences(of: label, with: "") }
        // "Home page: {(http://…)}." says nothing without its link.
        let words = rest.split(separator: " ").filter { $0.contains(where: \.isLetter) }
        return words.isEmpty || (words.count <= 4 && rest.contains(":")) ? nil : result
    }

    /// What a reader sees of `{content}`, and whether it leads to an address; `nil` when the braces mean themselves.
    private static func label(of content: String) -> (label: String, isAddress: Bool)? {
        if content.contains("://") || content.contains("mailto:") || content.hasSuffix(".html)") {
            return (content.hasPrefix("(") ? "" : beforeTarget(content) ?? "", true)
        }
        if content.hasPrefix("(rfc:") { return ("RFC " + content.dropFirst(5).filter(\.isNumber), false) }
        if content.hasPrefix("news:") { return (String(content.dropFirst(5)), false) }
        if content.isEmpty || content.contains(" | ") || content.contains("\"") { return nil }
        return (beforeTarget(content) ?? content, false)
    }

    /// `label` of `label (target)`.
    private static func beforeTarget(_ content: String) -> String? {
        guard content.hasSuffix(")"), let open = content.range(of: " (", options: .backwards) else { return nil }
        return String(content[..<open.lowerBound])
    }

    private static func isPlainReference(_ content: String) -> Bool {
        guard let first = content.first, let last = content.last, !first.isWhitespace, !last.isWhitespace else { return false }
        return content.allSatisfy { $0.isLetter || $0.isNumber || " .+/-".contains($0) }
    }

    /// Calls `replace` with what stands between each `{` and its `}`; `nil` leaves both in place.
    private static func replacingBraces(in text: String, _ replace: (String) -> String?) -> String {
        guard text.contains("{") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            let inside = rest.index(after: open)
            guard let close = rest[inside...].firstIndex(where: { $0 == "}" || $0 == "{" }), rest[close] == "}",
                let replacement = replace(String(rest[inside..<close]))
            else {
                result.append("{")
                rest = rest[inside...]
                continue
            }
            result += replacement
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    // MARK: Dates

    /// `(1997-08-03)`, and its misspellings.
    static func isDateLine(_ text: String) -> Bool {
        guard text.hasPrefix("("), text.hasSuffix(")") || text.hasSuffix(").") else { return false }
        let digits = text.filter(\.isNumber).count
        return text.count <= 16 && digits >= 5 && text.filter(\.isLetter).count <= 4
    }

    /// Takes a date off the end of the last sentence.
    static func removeTrailingDate(_ text: inout String) -> Date? {
        guard text.hasSuffix(")"), let open = text.lastIndex(of: "("), text.distance(from: open, to: text.endIndex) == 12 else { return nil }
        guard let date = DateText.date(String(text[open...].dropFirst().dropLast())) else { return nil }
        text = text[..<open].trimmingCharacters(in: .whitespaces)
        return date
    }

    // MARK: Labels before the sentence

    /// Takes off the number of a sense, its category, its pronunciation, its origin, and the parenthesis that names it again; the
    /// names found there are added to `aliases`.
    static func withoutLabels(_ text: String, names: [String], aliases: inout [String]) -> String {
        var rest = text[...]
        var found: [String] = []
        while let shorter = withoutLabel(rest, names: names, found: &found) {
            if shorter.isEmpty { break }
            rest = shorter
        }
        for name in found where !(names + aliases).contains(where: { $0.lowercased() == name.lowercased() }) {
            aliases.append(name)
        }
        return String(rest)
    }

    private static func withoutLabel(_ text: Substring, names: [String], found: inout [String]) -> Substring? {
        switch text.first {
        case let first? where first.isNumber:
            let digits = text.prefix(while: \.isNumber)
            return digits.count <= 2 && text.dropFirst(digits.count).hasPrefix(". ") ? text.dropFirst(digits.count + 2) : nil
        case "<":
            guard let close = text.firstIndex(of: ">"), !text[..<close].contains("@") else { return nil }
            return text[text.index(after: close)...].drop(while: \.isWhitespace)
        case "/":
            guard let close = text.dropFirst().firstIndex(of: "/"), text.distance(from: text.startIndex, to: close) <= 40 else { return nil }
            let rest = text[text.index(after: close)...]
            guard rest.first == " " || rest.first == "," else { return nil }
            let words = rest.drop { $0 == "," || $0 == " " }
            return words.hasPrefix("or /") ? words.dropFirst(3) : words
        case "[":
            guard let close = text.firstIndex(of: "]"), text[..<close].split(separator: " ").count <= 3 else { return nil }
            let rest = text[text.index(after: close)...]
            return rest.first == " " ? rest.dropFirst() : nil
        case "(":
            guard let close = text.firstIndex(of: ")"), !text[..<close].dropFirst().contains("(") else { return nil }
            let rest = text[text.index(after: close)...].drop(while: \.isWhitespace)
            guard let first = rest.first, first.isUppercase || "\"</[".contains(first),
                let named = namesGiven(in: String(text[..<close].dropFirst()), names: names)
            else { return nil }
            found += named
            return rest
        default: return nil
        }
    }

    /// The names in `Or "hashing"` or `SDS 940, XDS 940`; `nil` when the parenthesis says something else as well.
    private static func namesGiven(in content: String, names: [String]) -> [String]? {
        let opening = ["Or ", "or ", "Also ", "also "].first(where: content.hasPrefix)
        let parts = content.dropFirst(opening?.count ?? 0).split(separator: ",").map {
            $0.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "\"", with: "")
        }
        let areNames = parts.allSatisfy { part in
            let words = part.split(separator: " ")
            if opening != nil { return words.count <= 5 }
            return names.contains { $0.lowercased() == part.lowercased() }
                || (words.count <= 2 && part.count <= 16 && part.filter(\.isUppercase).count >= 2)
        }
        return areNames ? parts.map { $0.hasPrefix("or ") ? String($0.dropFirst(3)) : $0 } : nil
    }

    // MARK: Addresses, brackets, pointers

    /// Removes `<name@host>`.
    static func withoutAddresses(_ text: String) -> String {
        guard text.contains("@") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            guard let close = rest[open...].firstIndex(of: ">") else { break }
            let isAddress = rest[open...close].contains("@") && !rest[open...close].contains(" ")
            result += isAddress ? rest[..<open] : rest[...close]
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Removes editors' questions and the names of sources; a bracket around the whole paragraph, which is a reference, loses only its
    /// brackets. `nil` when nothing is left.
    static func withoutBrackets(_ text: String) -> String? {
        guard text.contains("[") else { return text }
        if text.hasPrefix("["), text.hasSuffix("]") || text.hasSuffix("]."), text.dropFirst().firstIndex(of: "[") == nil {
            let inside = text.drop { $0 == "[" }.prefix { $0 != "]" }
            let isReference = inside.contains(where: \.isNumber) || inside.contains("\"")
            return isReference && !inside.hasSuffix("?") ? inside + "." : nil
        }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "[") {
            guard let close = rest[open...].firstIndex(of: "]") else { break }
            let inside = rest[rest.index(after: open)..<close]
            let isNote = inside.hasSuffix("?") || inside == "Jargon File"
            result += isNote ? rest[..<open] : rest[...close]
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private static let pointers = ["See also", "Compare ", "Compare: ", "Contrast ", "Cf. ", "See: "]

    /// Removes the sentences at the end that only name other entries; empty when there are no others.
    static func withoutPointers(_ text: String) -> String {
        if pointers.contains(where: text.hasPrefix), !dropsMore(text) { return "" }
        for pointer in pointers {
            guard let start = text.range(of: ". " + pointer, options: .backwards) else { continue }
            if !dropsMore(String(text[start.lowerBound...].dropFirst(2))) {
                return withoutPointers(String(text[..<start.lowerBound]) + ".")
            }
        }
        return text
    }

    /// Whether a text that begins with a pointer goes on with another sentence.
    private static func dropsMore(_ text: String) -> Bool {
        guard let end = text.dropFirst(5).range(of: ". ") else { return false }
        let rest = String(text[end.upperBound...])
        return !pointers.contains(where: rest.hasPrefix) || dropsMore(rest)
    }

    // MARK: Tidying

    /// Single spaces, no space before a full stop or comma, and no emphasis marks.
    static func tidied(_ text: String) -> String {
        var result = singleSpaced(text)
        for (mark, plain) in [(" .", "."), (" ,", ","), ("( ", "("), (" )", ")"), ("()", ""), ("__", ""), ("..", ".")] {
            // An ellipsis, an extension (" .com") or an empty argument list keeps its marks.
            if mark == " ." || mark == "..", result.contains("...") || !result.hasSuffix(mark) { continue }
            if mark == "()" || mark == "( " || mark == " )", !result.contains(" ()") { continue }
            result = mark == " ." || mark == ".." ? String(result.dropLast(2)) + plain : result.replacingOccurrences(of: mark, with: plain)
        }
        return singleSpaced(result)
    }

    /// A contact line whose address was removed.
    static func saysNothing(_ text: String) -> Bool {
        let words = text.split(separator: " ").filter { $0.contains { $0.isLetter || $0.isNumber } }
        return words.isEmpty ? !text.contains("\"") : words.count <= 3 && (text.hasSuffix(":") || text.hasSuffix(":."))
    }

    private static func singleSpaced(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
