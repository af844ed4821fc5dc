import Foundation

/// A message, or a part of one (RFC 5322, RFC 2045): headers and a body.
package struct MailPart {
    /// Names in lower case, values unfolded and as they were sent.
    private var headers: [(name: String, value: String)] = []
    package private(set) var body: ArraySlice<UInt8>

    package init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    init(_ bytes: ArraySlice<UInt8>) {
        body = bytes
        while let line = Self.takeLine(&body), !line.isEmpty {
            if line.first == 0x20 || line.first == 0x09, !headers.isEmpty {
                headers[headers.count - 1].value += " " + Self.string(line).trimmingCharacters(in: .whitespaces)
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = Self.string(line[..<colon]).lowercased().trimmingCharacters(in: .whitespaces)
                headers.append((name, Self.string(line[(colon + 1)...]).trimmingCharacters(in: .whitespaces)))
            }
        }
    }

    /// UTF-8, as RFC 6532 allows; what isn't becomes U+FFFD.
    private static func string(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func takeLine(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        if bytes.isEmpty { return nil }
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.endIndex
        var line = bytes[bytes.startIndex..<end]
        bytes = bytes[min(end + 1, bytes.endIndex)...]
        if line.last == 0x0D { line.removeLast() }
        return line
    }

    /// The first header of this name (in lower case), or `nil`; an empty one is none.
    package func header(_ name: String) -> String? { headers.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value } }

    /// A header meant for people, its encoded words decoded.
    package func phrase(_ name: String) -> String? { header(name).map(EncodedWords.decoded) }

    /// `text/plain`, say; what says nothing is that.
    var type: String {
        let type = (header("content-type") ?? "").prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        return type.contains("/") ? type : "text/plain"
    }

    var isAttachment: Bool { (header("content-disposition") ?? "").lowercased().hasPrefix("attachment") }

    /// `charset` or `boundary` of the content type.
    func parameter(_ name: String) -> String? {
        for part in (header("content-type") ?? "").split(separator: ";").dropFirst() {
            let sides = part.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if sides.count == 2, sides[0].lowercased() == name { return sides[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"")) }
        }
        return nil
    }

    /// The parts of a multipart body. One that isn't closed ends with the message.
    package var parts: [MailPart] {
        guard let boundary = parameter("boundary"), !boundary.isEmpty else { return [] }
        let mark = Array("--\(boundary)".utf8)
        var parts: [MailPart] = []
        var start: Int?
        var rest = body
        while !rest.isEmpty {
            let lineStart = rest.startIndex
            guard let line = Self.takeLine(&rest), line.starts(with: mark) else { continue }
            let tail = line.dropFirst(mark.count)
            guard tail.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) || tail.starts(with: "--".utf8) else { continue }
            if let start { parts.append(MailPart(body[start..<lineStart])) }
            start = rest.startIndex
            if tail.starts(with: "--".utf8) { return parts }
        }
        if let start { parts.append(MailPart(body[start...])) }
        return parts
    }

    /// The body with its transfer encoding undone.
    ///
    /// - Throws: `RecordFault` for an encoding that isn't known.
    package func decodedBody() throws(RecordFault) -> [UInt8] {
        switch (header("content-transfer-encoding") ?? "7bit").lowercased() {
        case "quoted-printable": return TransferEncoding.quotedPrintable(body)
        case "base64": return TransferEncoding.base64(body)
        case "7bit", "8bit", "binary": return Array(body)
        case let name: throw RecordFault(reason: "the transfer encoding \"\(name)\" isn't known")
        }
    }
}
