/// Tells formats by their contents, where the name leaves them open. Only the first bytes are looked at.
enum ContentKind {
    /// The kind of a `.json` file.
    ///
    /// - Throws: `CorpusError.unknownContents`.
    static func json(_ head: [UInt8], place: String, options: ReadingOptions) throws -> DocumentFormat {
        let start = JSONScan.behindSpace(head.span, from: head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        if UTF16Bytes.order(of: head) != nil || start == head.count { return .json }
        if let format = format(ofKeys: keys(head, at: start), options: options) { return format }
        if head[start] == UInt8(ascii: "["), start + 1 < head.count {
            let first = JSONScan.behindSpace(head.span, from: start + 1)
            if first < head.count, head[first] == UInt8(ascii: "]") { return .json }
            if let format = format(ofKeys: keys(head, at: first), options: options) { return format }
        }
        throw CorpusError.unknownContents(
            path: place,
            looked: "objects with the field \"\(options.columns.text ?? "text")\" (another one: --text), an answer of X's API (data, includes), "
                + "a Mastodon outbox (orderedItems), Mastodon posts (account, content)")
    }

    /// The kind of JSON objects that have these names.
    static func format(ofKeys keys: Set<String>, options: ReadingOptions) -> DocumentFormat? {
        if let text = options.columns.text { return keys.contains(text) ? .json : nil }
        if keys.contains("orderedItems") || keys.isSuperset(of: ["totalItems", "@context"]) { return .mastodonOutbox }
        if keys.isSuperset(of: ["actor", "object", "type"]) { return .mastodonOutbox }
        if keys.contains("account"), keys.contains("visibility") || keys.contains("reblog") { return .mastodonStatuses }
        if keys.contains("tweet") || keys.contains("full_text") { return .xArchive }
        if keys.contains("data"), keys.isSubset(of: ["data", "includes", "errors", "meta", "matching_rules", "__twarc"]) { return .xAPI }
        if keys.contains("includes") || keys.contains("edit_history_tweet_ids") || keys.isSuperset(of: ["author_id", "text"]) { return .xAPI }
        if keys.isSuperset(of: ["title", "detail", "status"]) || keys == ["errors"] { return .xAPI }
        return keys.contains("text") ? .json : nil
    }

    /// The names of the object that begins at `start`, as far as the bytes go.
    static func keys(_ head: [UInt8], at start: Int) -> Set<String> {
        guard start < head.count, head[start] == UInt8(ascii: "{") else { return [] }
        var keys: Set<String> = []
        var index = start
        do throws(RecordFault) {
            while let item = try JSONScan.nextItem(head.span, after: index, isFirst: index == start, isObject: true) {
                keys.insert(JSONText.unescaped(head, item.key))
                index = try JSONScan.valueEnd(head.span, from: item.value)
            }
        } catch {
            // The head ends here, or the file is damaged, which its reader will tell.
            return keys
        }
        return keys
    }

    /// The kind of a `.js` file.
    static func script(_ head: [UInt8], place: String) throws -> DocumentFormat {
        let text = String(decoding: head.prefix(256), as: UTF8.self)
        let names = ["window.YTD.tweet", "window.YTD.community_tweet", "Grailbird.data.tweets"]
        if names.contains(where: { text.contains($0) }) { return .xArchive }
        throw CorpusError.unknownContents(path: place, looked: "the posts of an X archive (\(names.joined(separator: ", ")))")
    }

    /// The kind of an `.xml` file.
    static func xml(_ head: [UInt8], place: String) throws -> DocumentFormat {
        let bytes = UTF16Bytes.order(of: head) == nil ? head[...] : head.filter { $0 != 0 }[...]
        let text = String(decoding: bytes, as: UTF8.self)
        if ["<rss", "<feed", "<rdf:RDF"].contains(where: { text.contains($0) }) { return .feed }
        if text.contains("<html") { return .html }
        throw CorpusError.unknownContents(path: place, looked: "RSS (<rss>), Atom (<feed>), XHTML (<html>)")
    }
}
