/// Where a document stands in its shard: one line of `NAME.documents`.
package struct DocumentPlace: Sendable, Hashable {
    package var identity: String
    /// Its first token's place in the shard.
    package var start: Int
    /// The end token included.
    package var tokenCount: Int
    package var textBytes: Int
    /// Its place in the manifest's `origins`.
    package var origin: Int

    package var tokens: Range<Int> { start..<start + tokenCount }

    init(identity: String, start: Int, tokenCount: Int, textBytes: Int, origin: Int) {
        self.identity = identity
        self.start = start
        self.tokenCount = tokenCount
        self.textBytes = textBytes
        self.origin = origin
    }

    /// Start, number of tokens, bytes of text, origin, identity, with tabs between them.
    var line: String { "\(start)\t\(tokenCount)\t\(textBytes)\t\(origin)\t\(TabText.escaped(identity))\n" }

    /// The document of a line without its end; `nil` if it isn't one.
    init?(line: Substring) {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 5, let start = Int(fields[0]), let tokenCount = Int(fields[1]), let textBytes = Int(fields[2]),
            let origin = Int(fields[3]), let identity = TabText.plain(fields[4]), start >= 0, tokenCount > 0, origin >= 0
        else { return nil }
        self.init(identity: identity, start: start, tokenCount: tokenCount, textBytes: textBytes, origin: origin)
    }
}
