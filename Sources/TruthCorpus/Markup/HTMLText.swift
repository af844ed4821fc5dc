/// The words of HTML, block by block.
struct HTMLText {
    /// Left out with all that is inside: they show nothing, or lead elsewhere.
    private static let skipped: Set<String> = [
        "script", "style", "noscript", "template", "nav", "head", "iframe", "object", "svg", "math", "canvas", "select", "button", "textarea",
    ]
    private static let blocks: Set<String> = [
        "p", "div", "section", "article", "main", "header", "footer", "aside", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "dt", "dd",
        "blockquote", "pre", "table", "caption", "thead", "tbody", "tfoot", "figure", "figcaption", "address", "form", "fieldset", "hr", "body",
        "details", "summary", "center", "html",
    ]

    private var paragraphs: [String] = []
    private var open = ""
    /// White space that has been read and matters only if a word follows.
    private var isSpacePending = false
    private var preformattedDepth = 0

    /// The text of a fragment: a post's content, an item's description. Paragraphs are separated by empty lines.
    static func text(ofFragment html: String) throws(RecordFault) -> String {
        html.utf8.contains { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") } ? text(of: try LibXML.html(html)) : html.singleSpaced
    }

    static func text(of element: Markup) -> String {
        var text = HTMLText()
        text.add(element)
        text.close()
        return text.paragraphs.joined(separator: "\n\n")
    }

    /// The text as it would be written in HTML.
    static func escaped(_ text: String) -> String {
        text.replacing(plain: "&", with: "&amp;").replacing(plain: "<", with: "&lt;").replacing(plain: ">", with: "&gt;")
    }

    private mutating func add(_ element: Markup) {
        let name = element.name
        if Self.skipped.contains(name) || element.attributes["hidden"] != nil || element.attributes["role"] == "navigation" { return }
        if name == "br" { return breakLine() }
        let isBlock = Self.blocks.contains(name)
        if isBlock { close() }
        if name == "li" { beginLine("- ") }
        if name == "tr" { beginLine("") }
        if name == "td" || name == "th", !open.isEmpty, open.utf8.last != UInt8(ascii: "\n") { open += "\t" }
        preformattedDepth += name == "pre" ? 1 : 0
        for child in element.children {
            switch child {
            case .element(let element): add(element)
            case .text(let text): add(text)
            }
        }
        preformattedDepth -= name == "pre" ? 1 : 0
        if isBlock { close() }
    }

    private mutating func add(_ text: String) {
        if preformattedDepth > 0 {
            open += text
            return
        }
        let before = open.utf8.last ?? 0x0A
        var isAtStart = before == 0x0A || before == 0x09 || before == 0x20
        var bytes: [UInt8] = []
        let span = text.utf8Span.span
        bytes.reserveCapacity(span.count + 1)
        for index in span.indices {
            let byte = span[index]
            if byte.isASCIISpace {
                isSpacePending = true
                continue
            }
            if isSpacePending, !isAtStart { bytes.append(0x20) }
            isSpacePending = false
            isAtStart = false
            bytes.append(byte)
        }
        open += String(decoding: bytes, as: UTF8.self)
    }

    private mutating func breakLine() {
        isSpacePending = false
        if !open.isEmpty { open += "\n" }
    }

    private mutating func beginLine(_ mark: String) {
        if !open.isEmpty, open.utf8.last != UInt8(ascii: "\n") { breakLine() }
        isSpacePending = false
        open += mark
    }

    private mutating func close() {
        // No-break spaces and empty items are no paragraph.
        let lines = open.plainLines.map(\.withoutTrailingSpace)
        let kept = lines.drop { $0.isEmpty || $0 == "-" }.reversed().drop { $0.isEmpty || $0 == "-" }.reversed()
        if !kept.isEmpty { paragraphs.append(kept.joined(separator: "\n")) }
        open = ""
        isSpacePending = false
    }
}
