import Foundation

/// Writes documents as JSON Lines, with the fields that the reader understands.
struct DocumentLine {
    private(set) var bytes: [UInt8] = []
    private var isFirst = true

    /// Writes one document, with the line's end.
    mutating func append(_ document: Document) {
        isFirst = true
        bytes.append(0x7B)
        put("id", ownIdentity(document))
        put("source", document.source)
        put("title", document.title)
        put("text", document.text)
        put("author", document.author)
        put("created", document.created.map { $0.formatted(.iso8601) })
        put("url", document.url)
        put("licence", document.licence)
        put("language", document.language)
        put("reply_to", document.replyTo)
        if document.isPost { bytes.append(contentsOf: #","post":true"#.utf8) }
        bytes.append(0x7D)
        bytes.append(0x0A)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    /// The identity without its source, which the reader puts before it again.
    private func ownIdentity(_ document: Document) -> String {
        guard let slash = document.identity.firstIndex(of: "/"), document.identity.hasPrefix(document.source) else { return document.identity }
        return String(document.identity[document.identity.index(after: slash)...])
    }

    private mutating func put(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        if !isFirst { bytes.append(0x2C) }
        isFirst = false
        bytes.append(0x22)
        bytes.append(contentsOf: name.description.utf8)
        bytes.append(contentsOf: [0x22, 0x3A, 0x22])
        putEscaped(Array(value.utf8))
        bytes.append(0x22)
    }

    private mutating func putEscaped(_ value: [UInt8]) {
        var start = 0
        for index in value.indices {
            let byte = value[index]
            guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
            bytes.append(contentsOf: value[start..<index])
            putEscape(byte)
            start = index + 1
        }
        bytes.append(contentsOf: value[start...])
    }

    private mutating func putEscape(_ byte: UInt8) {
        switch byte {
        case 0x22: bytes.append(contentsOf: [0x5C, 0x22])
        case 0x5C: bytes.append(contentsOf: [0x5C, 0x5C])
        case 0x0A: bytes.append(contentsOf: [0x5C, 0x6E])
        case 0x09: bytes.append(contentsOf: [0x5C, 0x74])
        case 0x0D: bytes.append(contentsOf: [0x5C, 0x72])
        default: bytes.append(contentsOf: String(format: "\\u%04x", byte).utf8)
        }
    }
}
