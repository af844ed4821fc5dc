import Foundation

/// Reads RSS (2.0, and 1.0 in RDF) and Atom, an entry a document.
struct FeedReader: RecordReader {
    private let file: InputFile
    private let context: ReadingContext
    private let stream: XMLElementStream
    private var feed = Feed()
    private var number = 0
    private var hasFailed = false

    /// What the feed says of all its entries.
    private struct Feed {
        var language: String?
        var licence: String?
        var author: String?
    }

    init(file: InputFile, context: ReadingContext) throws {
        self.file = file
        self.context = context
        let source = try TextBytes.open(file)
        stream = try XMLElementStream(source, limit: context.options.maximumRecordBytes, isUTF8: source is UTF16Bytes)
    }

    var storedBytesRead: Int { stream.storedBytesRead }

    private static let names: Set<String> = ["item", "entry", "language", "copyright", "rights", "author", "title", "image", "textinput", "textInput"]

    mutating func next() -> ReadRecord? {
        while !hasFailed {
            do {
                guard let (element, _) = try stream.next(Self.names) else { return nil }
                guard element.name == "item" || element.name == "entry" else {
                    note(element)
                    continue
                }
                number += 1
                if let record = context.record(outcome(element), of: file.place, number: number, offset: nil) { return record }
            } catch {
                hasFailed = true
                let reason = (error as? RecordFault)?.reason ?? "\(error)"
                return .rejected(RejectedRecord(file: file.place, record: number, reason: reason))
            }
        }
        return nil
    }

    private mutating func note(_ element: Markup) {
        switch element.name {
        case "language": feed.language = feed.language ?? element.phrase
        case "copyright", "rights": feed.licence = feed.licence ?? element.phrase
        case "author": feed.author = feed.author ?? (element.first("name") ?? element).phrase
        default: break
        }
    }

    private func outcome(_ item: Markup) -> ReadOutcome {
        do throws(RecordFault) {
            let title: String? = if let element = item.first("title") { try Self.text(of: element) } else { nil }
            let text = try Self.body(item)
            if text.isEmpty, title == nil { return .leftOut(.withoutText) }
            var document = Document(identity: "", title: title, text: text.isEmpty ? title! : text, source: context.names.source)
            document.url = Self.link(item)
            let number = item.first("guid")?.phrase ?? item.first("id")?.phrase ?? item.attributes["about"] ?? document.url
            document.identity = context.names.identity(number ?? Document.shortHash(of: [title ?? "", text].joined(separator: "\u{1F}")))
            let author = item.first("author").flatMap { $0.first("name") ?? $0 } ?? item.first("creator")
            document.author = author?.phrase ?? feed.author
            document.language = XPost.language(item.attributes["lang"] ?? feed.language)
            document.licence = item.first("rights")?.phrase ?? feed.licence
            let date = (item.first("published") ?? item.first("pubDate") ?? item.first("date") ?? item.first("updated"))?.phrase
            document.created = date.flatMap(DateText.date)
            if date != nil, document.created == nil { context.tally.count(.dateNotUnderstood) }
            document.rawHash = Document.hash(of: Array(Self.written(item).utf8))
            return .document(document)
        } catch {
            return .fault(error)
        }
    }

    /// The fullest text: RSS has it in `content:encoded`, Atom in `content`; both may have only a summary.
    private static func body(_ item: Markup) throws(RecordFault) -> String {
        for name in ["encoded", "content", "description", "summary"] {
            if let element = item.first(name), let text = try text(of: element) { return text }
        }
        return ""
    }

    /// Atom says whether an element is text, HTML or XHTML; in RSS it is HTML, or text that reads the same.
    private static func text(of element: Markup) throws(RecordFault) -> String? {
        let kind = element.attributes["type"]
        let text =
            switch kind {
            case "xhtml": HTMLText.text(of: element)
            case "text": element.phrase ?? ""
            default: try HTMLText.text(ofFragment: element.string)
            }
        return text.isEmpty ? nil : text
    }

    private static func link(_ item: Markup) -> String? {
        let links = item.elements.filter { $0.name == "link" }
        let own = links.first { $0.attributes["href"] != nil && ["alternate", nil].contains($0.attributes["rel"]) }
        return own?.attributes["href"] ?? links.lazy.compactMap(\.phrase).first
    }

    /// The element with its contents in a fixed form, for the hash: libxml2 doesn't keep the bytes.
    private static func written(_ element: Markup) -> String {
        var text = "<\(element.prefix):\(element.name)"
        for (name, value) in element.attributes.sorted(by: { $0.key < $1.key }) { text += " \(name)=\"\(value)\"" }
        text += ">"
        for child in element.children {
            switch child {
            case .text(let part): text += part
            case .element(let inner): text += written(inner)
            }
        }
        return text + "</>"
    }
}
