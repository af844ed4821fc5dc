import Foundation

/// The text of a message. Quoted replies and signatures stay as they are.
enum MailText {
    /// Deeper multiparts are left alone.
    private static let maximumDepth = 16

    /// Of alternatives the plain one, else the HTML one converted; of mixed parts all texts that are no attachments, in their order.
    ///
    /// - Throws: `RecordFault` when a text is not in the character set that it declares.
    static func text(of part: MailPart, depth: Int = 0) throws(RecordFault) -> String {
        if part.isAttachment || depth > maximumDepth { return "" }
        if part.type == "multipart/alternative" { return try alternative(part.parts, depth: depth + 1) }
        if part.type.hasPrefix("multipart/") {
            var texts: [String] = []
            for inner in part.parts {
                let text = try text(of: inner, depth: depth + 1)
                if !text.isEmpty { texts.append(text) }
            }
            return texts.joined(separator: "\n\n")
        }
        switch part.type {
        case "text/plain": return try plain(part)
        case "text/html": return HTMLText.text(of: try LibXML.html(try decoded(part)))
        default: return ""
        }
    }

    private static func alternative(_ parts: [MailPart], depth: Int) throws(RecordFault) -> String {
        for part in parts where part.type == "text/plain" {
            let text = try plain(part)
            if !text.isEmpty { return text }
        }
        // The last alternative is the richest (RFC 2046, 5.1.4).
        for part in parts.reversed() {
            let text = try text(of: part, depth: depth)
            if !text.isEmpty { return text }
        }
        return ""
    }

    private static func plain(_ part: MailPart) throws(RecordFault) -> String {
        let lines = try decoded(part).plainLines.map(\.withoutTrailingSpace)
        guard let first = lines.firstIndex(where: { !$0.isEmpty }), let last = lines.lastIndex(where: { !$0.isEmpty }) else { return "" }
        return lines[first...last].joined(separator: "\n")
    }

    /// What declares no character set is ASCII (RFC 2045, 5.2), and so UTF-8; other bytes are a fault, not a guess.
    private static func decoded(_ part: MailPart) throws(RecordFault) -> String {
        let bytes = try part.decodedBody()
        guard let charset = part.parameter("charset") else { return try UTF8Text.decode(bytes) }
        if ["us-ascii", "ascii"].contains(charset.lowercased()), bytes.contains(where: { $0 >= 0x80 }) { return try UTF8Text.decode(bytes) }
        return try Charset.text(bytes, declared: charset)
    }

    /// `Name` of `Name <address>` and of `address (Name)`, else the address.
    static func person(_ header: String) -> String {
        if let open = header.lastIndex(of: "<") {
            let name = header[..<open].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
            if !name.isEmpty { return name }
            return header[header.index(after: open)...].trimmingCharacters(in: CharacterSet(charactersIn: "<> \t"))
        }
        if let open = header.firstIndex(of: "("), header.hasSuffix(")") {
            let name = header[header.index(after: open)...].dropLast().trimmingCharacters(in: .whitespaces)
            if !name.isEmpty { return name }
        }
        return header
    }

    /// The first `<…>` without its brackets.
    static func firstID(_ header: String) -> String? {
        guard let open = header.firstIndex(of: "<"), let close = header[open...].firstIndex(of: ">") else { return nil }
        let id = header[header.index(after: open)..<close].trimmingCharacters(in: .whitespaces)
        return id.isEmpty ? nil : id
    }
}
