import Foundation

/// A web page as a document.
enum HTMLDocument {
    /// The page's text, and what its head says of title, author, date, address, language and licence.
    ///
    /// - Parameter tally: Is told of a date that isn't understood; pages write all manner of things there, so the page is kept.
    /// - Throws: `RecordFault` when the bytes are not in the character set that they declare.
    static func document(_ bytes: [UInt8], tally: ReadingContext.Tally) throws(RecordFault) -> Document {
        let page = try LibXML.html(try decoded(bytes))
        var head = Head()
        head.read(page)
        var document = Document(identity: "", title: head.title, text: HTMLText.text(of: page), source: "")
        document.author = head.author
        document.url = head.url
        document.language = XPost.language(head.language)
        document.licence = head.licence
        document.created = head.dates.lazy.compactMap(DateText.date).first
        if document.created == nil, !head.dates.isEmpty { tally.count(.dateNotUnderstood) }
        return document
    }

    /// What a page says of itself, the first of each kind.
    private struct Head {
        var title: String?
        var author: String?
        var url: String?
        var language: String?
        var licence: String?
        var dates: [String] = []
        private var heading: String?

        mutating func read(_ page: Markup) {
            language = page.attributes["lang"] ?? page.attributes["xml:lang"]
            page.forEachElement { element in
                switch element.name {
                case "title": title = title ?? element.phrase
                case "h1": heading = heading ?? element.phrase
                case "meta": readMeta(element)
                case "time": if let date = element.attributes["datetime"] { dates.append(date) }
                case "link", "a": readLink(element)
                default: break
                }
            }
            title = title ?? heading
        }

        private mutating func readMeta(_ element: Markup) {
            guard let value = element.attributes["content"]?.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty else { return }
            switch (element.attributes["name"] ?? element.attributes["property"] ?? element.attributes["itemprop"] ?? "").lowercased() {
            case "author", "article:author", "dc.creator", "dcterms.creator", "citation_author": author = author ?? value
            case "article:published_time", "date", "dc.date", "dcterms.created", "dcterms.date", "citation_publication_date", "datepublished",
                "pubdate":
                dates.append(value)
            case "dc.rights", "dcterms.license", "copyright": licence = licence ?? value
            case "og:url": url = url ?? value
            case "og:title": title = title ?? value
            case "og:locale", "dc.language", "content-language": language = language ?? value.split(separator: "_").first.map(String.init)
            default: break
            }
        }

        private mutating func readLink(_ element: Markup) {
            guard let kind = element.attributes["rel"]?.lowercased().split(separator: " "), let address = element.attributes["href"] else { return }
            if kind.contains("license") { licence = address }
            if element.name == "link", kind.contains("canonical"), address.hasPrefix("http") { url = address }
        }
    }

    // MARK: Character sets

    /// By what the page declares; without that, UTF-8 if it is valid, else Windows-1252, as browsers do.
    private static func decoded(_ bytes: [UInt8]) throws(RecordFault) -> String {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return try UTF8Text.decode(bytes) }
        if let declared = declaredCharset(bytes) {
            // A page that could be read thus far isn't UTF-16.
            return try Charset.text(bytes, declared: declared.lowercased().hasPrefix("utf-16") ? "utf-8" : declared)
        }
        do {
            return try UTF8Text.decode(bytes)
        } catch {
            if bytes.contains(0) { throw error }
            return try Charset.text(bytes, declared: "windows-1252")
        }
    }

    /// What stands behind `charset=` or `encoding=` in the first 1024 bytes.
    private static func declaredCharset(_ bytes: [UInt8]) -> String? {
        let head = String(decoding: bytes.prefix(1024), as: UTF8.self).lowercased()
        let isXML = head.hasPrefix("<?xml")
        guard let mark = head.range(of: "charset=") ?? (isXML ? head.range(of: "encoding=") : nil) else { return nil }
        let value = head[mark.upperBound...].drop { $0 == "\"" || $0 == "'" || $0 == " " }
            .prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }
        return value.isEmpty ? nil : String(value)
    }
}
