import CTruthLanguages

/// Identifies languages with CLD2. The one place that touches its pointers.
package struct LanguageIdentifier: Sendable {
    /// A language that was found.
    package struct Guess: Hashable, Sendable {
        /// The code of ISO 639, without script or region.
        package var language: String
        /// The share of the letters that are in this language, 0 to 1.
        package var share: Double
        /// Whether CLD2 calls it reliable; false for most texts of a few words, which it still gets right 9 times of 10.
        package var isReliable: Bool
    }

    package init() {}

    /// The language of `text`, which is valid UTF-8, or `nil` when there are no letters to tell it by.
    ///
    /// Of a text longer than 2 GiB the beginning counts.
    package func language(of text: Span<UInt8>) -> Guess? {
        // CLD2 reads `count` bytes and keeps no pointer to them.
        let found = unsafe text.withUnsafeBytes { bytes in
            unsafe tg_language_of(bytes.bindMemory(to: CChar.self).baseAddress, bytes.count)
        }
        // The code is a string in static memory, or missing.
        guard let code = unsafe found.code else { return nil }
        let name = unsafe String(cString: code)
        return Guess(language: Self.code(name), share: Double(unsafe found.percent) / 100, isReliable: unsafe found.is_reliable)
    }

    /// The code of the language of a document's text, its links, @names and #tags aside; `nil` when there is none to be told.
    package func language(ofDocument text: String) -> String? {
        var words: [UInt8] = []
        PostText.copyWords(of: Array(text.utf8).span, to: &words)
        return language(of: words.span)?.language
    }

    /// CLD2's name as a code of ISO 639: some are of before 1989, some carry a script.
    private static func code(_ name: String) -> String {
        switch name {
        case "iw": "he"
        case "in": "id"
        case "ji": "yi"
        case "jw": "jv"
        case "mo": "ro"
        default: String(name.prefix { $0 != "-" })
        }
    }
}
