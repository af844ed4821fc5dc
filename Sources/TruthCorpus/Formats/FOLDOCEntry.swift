import Foundation

/// One entry of the Free On-line Dictionary of Computing, with its markup turned into plain sentences.
///
/// An entry is a block of headwords, then paragraphs indented by three spaces, hard-wrapped; code and tables are indented
/// further. `{…}` marks a cross-reference or a link, `<…>` a category or an e-mail address, `/…/` a pronunciation, `[…]` an origin,
/// a reference or an editor's question, and the last paragraph is the date of the last revision.
struct FOLDOCEntry {
    static let source = "FOLDOC"
    static let author = "Denis Howe (editor)"
    /// "GNU Free Documentation License, Version 1.1 or any later version", says its introduction.
    static let licence = "GFDL-1.1-or-later"

    private(set) var title: String
    private(set) var aliases: [String] = []
    private(set) var paragraphs: [String] = []
    private(set) var revised: Date?

    /// - Parameters:
    ///   - headwords: As the index has them, in lower case.
    ///   - definition: The stretch of the dictionary that they lead to.
    init(headwords: [String], definition: String) {
        // A line of spaces only is an artefact of wrapping a long address, not the end of a paragraph.
        let lines = definition.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { $0.isEmpty || !$0.allSatisfy(\.isWhitespace) }
        let blocks = lines.split(whereSeparator: \.isEmpty).map(Array.init)
        let names = Self.names(in: blocks.first ?? [], headwords: headwords)
        title = names[0]
        aliases = Array(names.dropFirst())
        let all = blocks.dropFirst().compactMap { read(block: $0) }
        // An entry may consist of nothing but a pointer; then the pointer is its text.
        let sentences = all.map(\.isPointer).allSatisfy { $0 } ? all : all.filter { !$0.isPointer }
        paragraphs = sentences.map(\.text)
    }

    var document: Document {
        Document(
            identity: "", title: title, aliases: aliases, text: paragraphs.joined(separator: "\n\n"), source: Self.source,
            author: Self.author, created: revised, url: "https://foldoc.org/" + Self.addressPart(title), licence: Self.licence)
    }

    // MARK: Parts of an entry

    private struct Paragraph {
        var text: String
        /// It only names other entries, such as "See also …".
        var isPointer: Bool
    }

    /// The headwords as the entry writes them. A headword that was wrapped onto a second line is joined again.
    private static func names(in lines: [Substring], headwords: [String]) -> [String] {
        let known = Set(headwords)
        var names: [String] = []
        var pending = ""
        for line in lines {
            pending += (pending.isEmpty ? "" : " ") + line.trimmingCharacters(in: .whitespaces)
            guard lines.count <= headwords.count || known.contains(pending.lowercased()) else { continue }
            names.append(pending)
            pending = ""
        }
        return names.isEmpty ? headwords : names
    }

    private mutating func read(block: [Substring]) -> Paragraph? {
        let indent = block.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        if indent >= 4 {
            return Paragraph(text: FOLDOCMarkup.verbatim(block, indent: indent), isPointer: false)
        }
        let joined = FOLDOCMarkup.unwrapped(block)
        if FOLDOCMarkup.isDateLine(joined) {
            revised = DateText.date(joined.filter { !"().{}".contains($0) }) ?? revised
            return nil
        }
        guard var text = FOLDOCMarkup.withoutLinks(joined) else { return nil }
        if let date = FOLDOCMarkup.removeTrailingDate(&text) { revised = date }
        text = FOLDOCMarkup.withoutAddresses(text)
        text = FOLDOCMarkup.withoutLabels(text, names: [title] + aliases, aliases: &aliases)
        guard let text = FOLDOCMarkup.withoutBrackets(text) else { return nil }
        let sentences = FOLDOCMarkup.withoutPointers(text)
        if sentences.isEmpty { return Paragraph(text: FOLDOCMarkup.tidied(text), isPointer: true) }
        let tidy = FOLDOCMarkup.tidied(sentences)
        return FOLDOCMarkup.saysNothing(tidy) ? nil : Paragraph(text: tidy, isPointer: false)
    }

    /// `hash coding` → `hash+coding`.
    private static func addressPart(_ title: String) -> String {
        let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~ ")
        return (title.addingPercentEncoding(withAllowedCharacters: allowed) ?? title).replacingOccurrences(of: " ", with: "+")
    }
}
