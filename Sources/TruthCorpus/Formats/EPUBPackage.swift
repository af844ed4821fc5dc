import Foundation

/// What an EPUB's package document says: of the book, and of the order of its chapters.
struct EPUBPackage {
    var title: String?
    var author: String?
    var language: String?
    var licence: String?
    var date: String?
    var identifier: String?
    /// The names of the members in the order of reading.
    var chapters: [String] = []

    init() {}

    /// - Parameter members: The book's files by name.
    /// - Throws: `RecordFault` when the files that describe the book are missing or aren't what they should be.
    init(_ members: [String: [UInt8]]) throws {
        let container = try Self.root(of: "META-INF/container.xml", in: members, name: "container")
        var path: String?
        container.forEachElement { if $0.name == "rootfile" { path = path ?? $0.attributes["full-path"] } }
        guard let path else { throw RecordFault(reason: "META-INF/container.xml names no package document") }
        let package = try Self.root(of: path, in: members, name: "package")
        readMetadata(package.first("metadata") ?? Markup(name: "metadata"), uniqueName: package.attributes["unique-identifier"])
        chapters = Self.chapters(of: package, in: (path as NSString).deletingLastPathComponent)
        if chapters.isEmpty { throw RecordFault(reason: "\(path) lists no chapters") }
    }

    private static func root(of path: String, in members: [String: [UInt8]], name: String) throws -> Markup {
        guard let bytes = members[path] else { throw RecordFault(reason: "\(path) is missing; this is no EPUB, or a damaged one") }
        let stream = try XMLElementStream(HeldBytes(bytes, place: path), limit: Int.max, isUTF8: false)
        guard let (element, _) = try stream.next([name]) else { throw RecordFault(reason: "\(path) has no <\(name)>") }
        return element
    }

    private mutating func readMetadata(_ metadata: Markup, uniqueName: String?) {
        title = metadata.first("title")?.phrase
        let authors = metadata.elements.filter { $0.name == "creator" }.compactMap(\.phrase)
        author = authors.isEmpty ? nil : authors.joined(separator: ", ")
        language = metadata.first("language")?.phrase
        licence = metadata.first("rights")?.phrase
        date = metadata.first("date")?.phrase
        let identifiers = metadata.elements.filter { $0.name == "identifier" }
        identifier = (identifiers.first { $0.attributes["id"] == uniqueName } ?? identifiers.first)?.phrase
    }

    private static func chapters(of package: Markup, in folder: String) -> [String] {
        var names: [String: String] = [:]
        for item in package.first("manifest")?.elements ?? [] {
            // The table of contents is no chapter.
            let isNavigation = item.attributes["properties"]?.split(separator: " ").contains("nav") == true
            guard let id = item.attributes["id"], let address = item.attributes["href"], !isNavigation else { continue }
            names[id] = resolved(address.removingPercentEncoding ?? address, in: folder)
        }
        return (package.first("spine")?.elements ?? []).compactMap { $0.attributes["idref"].flatMap { names[$0] } }
    }

    private static func resolved(_ address: String, in folder: String) -> String {
        var parts: [Substring] = []
        for part in (folder.isEmpty ? address : "\(folder)/\(address)").split(separator: "/") where part != "." {
            if part == ".." { parts = Array(parts.dropLast()) } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
