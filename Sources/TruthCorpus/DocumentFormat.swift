import Foundation

/// The formats that documents are read from. Archives and compressed files are opened whatever the format.
public enum DocumentFormat: String, Sendable, Hashable, CaseIterable, Codable {
    case text
    case markdown
    case html
    case pdf
    case epub
    /// E-mail: messages one after another in one file.
    case mbox
    /// RSS and Atom.
    case feed
    case jsonLines = "jsonl"
    /// JSON with an object a record: in an array, or one after another.
    case json
    case csv
    case tsv
    /// The dict format: an index and a text.
    case dictionary = "dict"
    /// The scripts of an X or Twitter archive that hold posts.
    case xArchive = "x-archive"
    /// Answers of X's API, version 2.
    case xAPI = "x-api"
    /// The `outbox.json` of a Mastodon archive.
    case mastodonOutbox = "mastodon-outbox"
    /// A list of posts as Mastodon's REST API gives them.
    case mastodonStatuses = "mastodon-statuses"
    case communityNotes = "community-notes"

    /// The format that a file's name tells, or `nil`. Endings of compression are looked through.
    public init?(fileName: String) {
        let name = fileName.lowercased()
        let plain = Self.withoutCompression(name)
        guard let ending = Self.byEnding.first(where: { plain.hasSuffix($0.ending) }) else { return nil }
        if ending.format == .dictionary, plain != name { return nil }
        self = ending.format
    }

    /// A name without `.gz`, `.zst`, `.bz2` or `.xz`.
    static func withoutCompression(_ name: String) -> String {
        for ending in [".gz", ".zst", ".bz2", ".xz"] where name.lowercased().hasSuffix(ending) { return String(name.dropLast(ending.count)) }
        return name
    }

    private static let byEnding: [(ending: String, format: DocumentFormat)] = [
        (".txt", .text), (".text", .text), (".md", .markdown), (".markdown", .markdown), (".html", .html), (".htm", .html),
        (".xhtml", .html), (".pdf", .pdf), (".epub", .epub), (".mbox", .mbox), (".rss", .feed), (".atom", .feed), (".jsonl", .jsonLines),
        (".ndjson", .jsonLines), (".csv", .csv), (".tsv", .tsv), (".dict.dz", .dictionary), (".dict", .dictionary), (".index", .dictionary),
    ]

    /// What tells itself by its contents.
    private static let byContent = [".json", ".js", ".xml", ".zip", ".tar", ".tgz", ".gz", ".zst", ".bz2", ".xz"]

    /// Files that hold no text.
    private static let withoutText: Set<String> = [
        "jpg", "jpeg", "png", "gif", "webp", "heic", "avif", "svg", "bmp", "ico", "tif", "tiff", "mp4", "mov", "m4v", "webm", "avi", "mkv", "mp3",
        "m4a", "ogg", "oga", "wav", "flac", "aac", "woff", "woff2", "ttf", "otf", "eot", "css", "exe", "dll", "so", "o", "class", "pyc", "wasm",
    ]

    static func holdsNoText(_ name: String) -> Bool { withoutText.contains((name.lowercased() as NSString).pathExtension) }

    /// For messages: every ending that is known.
    static var endings: [String] { byEnding.map(\.ending) + byContent }

    /// For messages: every format's name.
    static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
