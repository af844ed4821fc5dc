import Foundation

/// The conventions of FOLDOC's paragraphs, each undone by one function.
enum FOLDOCMarkup {
    /// Lines joined into one, with single spaces.
    static func unwrapped(_ lines: [Substring]) -> String {
        lines.joined(separator: " ").singleSpaced
    }

    /// Code or a table: lines kept, their common indentation removed, cross-references unmarked.
    static func verbatim(_ lines: [Substring], indent: Int) -> String {
        lines.map { line in
            let spaced = line.dropFirst(indent).replacing(plain: "\t", with: "    ")
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
        if content.has("://") || content.has("mailto:") || content.hasSuffix(".html)") || content.has("(/") {
            return (content.hasPrefix("(") ? "" : beforeTarget(content) ?? "", true)
        }
        if content.hasPrefix("(rfc:") { return ("RFC " + content.dropFirst(5).filter(\.isNumber), false) }
        if content.hasPrefix("news:") { return (String(content.dropFirst(5)), false) }
        if content.isEmpty || content.has(" | ") || content.has("\"") { return nil }
        return (beforeTarget(content) ?? content, false)
    }

    /// `label` of `label (target)`.
    private static func beforeTarget(_ content: String) -> String? {
        guard content.hasSuffix(")"), let open = content.lastPlace(of: " (") else { return nil }
        return String(content[..<open.lowerBound])
    }

    private static func isPlainReference(_ content: String) -> Bool {
        guard let first = content.first, let last = content.last, !first.isWhitespace, !last.isWhitespace else { return false }
        return content.allSatisfy { $0.isLetter || $0.isNumber || " .+/-".contains($0) }
    }

    /// Calls `replace` with what stands between each `{` and its `}`; `nil` leaves both in place.
    private static func replacingBraces(in text: String, _ replace: (String) -> String?) -> String {
        guard text.has("{") else { return text }
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
        // "(Originally, …) 1. A person who …"
        return rest.hasPrefix("(") ? rest.replacing(plain: ") 1. ", with: ") ") : String(rest)
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
            let rest = text[text.index(after: close)...].drop { $0 == "." || $0 == " " }
            if rest.hasPrefix("1. "), text[..<close].split(separator: " ").count <= 2 { return rest }
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
            let looksShort = words.count <= 2 && part.count <= 16 && part.filter(\.isUppercase).count >= 2
            if names.contains(where: { $0.lowercased() == part.lowercased() }) || looksShort { return true }
            if opening == nil { return isInitialism(part, of: names[0]) }
            return isQuoted(part, in: content) || (parts.count == 1 && words.count <= 4 && !part.has("."))
        }
        return areNames ? parts.map { $0.hasPrefix("or ") ? String($0.dropFirst(3)) : $0 } : nil
    }

    private static func isQuoted(_ part: String, in content: String) -> Bool {
        (part.hasPrefix("or ") ? content.contains("\"\(part.dropFirst(3))\"") : content.contains("\"\(part)\""))
    }

    /// `cpp` of `C preprocessor`: one word whose letters occur in the title in this order, beginning with its first.
    private static func isInitialism(_ part: String, of title: String) -> Bool {
        guard (2...8).contains(part.count), part.allSatisfy(\.isLetter), title.count > part.count else { return false }
        var rest = title.lowercased()[...]
        guard part.lowercased().first == rest.first else { return false }
        for letter in part.lowercased() {
            guard let place = rest.firstIndex(of: letter) else { return false }
            rest = rest[rest.index(after: place)...]
        }
        return true
    }

    // MARK: Addresses, brackets, pointers

    /// Removes `<name@host>`.
    static func withoutAddresses(_ text: String) -> String {
        guard text.has("@") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<") {
            guard let close = rest[open...].firstIndex(of: ">") else { break }
            let isAddress = rest[open...close].has("@") && !rest[open...close].has(" ")
            // The space before it goes too.
            result += isAddress ? withoutLastSpace(rest[..<open]) : rest[...close]
            rest = rest[rest.index(after: close)...]
        }
        return (result + rest).replacing(plain: "E-mail:.", with: "").replacing(plain: "E-mail.", with: "")
    }

    private static func withoutLastSpace(_ text: Substring) -> Substring { text.last == " " ? text.dropLast() : text }

    /// Removes editors' questions and the names of sources; a bracket around the whole paragraph, which is a reference, loses only its
    /// brackets. `nil` when nothing is left.
    static func withoutBrackets(_ text: String) -> String? {
        guard text.has("[") else { return text }
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
            if inside.hasSuffix("?") || inside == "Jargon File" {
                result += withoutLastSpace(rest[..<open])
            } else if inside.hasPrefix("\"") {
                result += rest[..<open] + inside
            } else {
                result += rest[...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    private static let pointers: [StaticString] = ["See ", "See: ", "Compare ", "Compare: ", "Contrast ", "Cf. "]

    private static func isPointer(_ text: some StringProtocol) -> Bool {
        pointers.contains { text.hasPrefix(String(describing: $0)) }
    }

    /// Removes the sentences that only name other entries ("See also …"); empty when there are no others.
    static func withoutPointers(_ text: String) -> String {
        guard pointers.contains(where: text.has) else { return text }
        return sentences(text).filter { !isPointer($0) }.joined(separator: " ")
    }

    /// The text at each ". " before a pointer, and at the first ". " after it.
    private static func sentences(_ text: String) -> [Substring] {
        var sentences: [Substring] = []
        var start = text.startIndex
        var rest = text[...]
        while let end = rest.firstPlace(of: ". ") {
            // "e.g. ", an initial, or another abbreviation ends no sentence.
            let next = text[end.upperBound...]
            if isPointer(next) || (isPointer(text[start...]) && next.first?.isLowercase != true && !isAbbreviation(text[start..<end.lowerBound])) {
                sentences.append(text[start..<end.lowerBound] + ".")
                start = end.upperBound
            }
            rest = next
        }
        if start < text.endIndex { sentences.append(text[start...]) }
        return sentences
    }

    /// A pointer's own full stops: "See Cf. …", "See ISO No. 8859".
    private static func isAbbreviation(_ text: Substring) -> Bool {
        let word = text.split(separator: " ").last ?? ""
        return word.count == 1 || ["e.g", "i.e", "cf", "Cf", "No", "vs"].contains(word)
    }

    // MARK: Tidying

    /// Single spaces, no emphasis marks, one full stop at the end.
    static func tidied(_ text: String) -> String {
        var result = text.replacing(plain: "__", with: "").singleSpaced
        if result.hasSuffix(" .") { result = result.dropLast(2) + "." }
        if result.hasSuffix(".."), !result.hasSuffix("...") { result.removeLast() }
        return result
    }

    /// A contact line whose address was removed, or a lone category or pronunciation.
    static func saysNothing(_ text: String) -> Bool {
        if text.utf8.count > 80 { return false }
        if (text.hasPrefix("<") && text.hasSuffix(">")) || (text.hasPrefix("/") && text.hasSuffix("/")) { return !text.has(" = ") }
        let words = text.split(separator: " ").filter { $0.contains { $0.isLetter || $0.isNumber } }
        return words.isEmpty ? !text.has("\"") : words.count <= 3 && (text.hasSuffix(":") || text.hasSuffix(":."))
    }
}
