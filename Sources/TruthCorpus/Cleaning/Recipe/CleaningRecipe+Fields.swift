extension CleaningRecipe: Recipe {
    public static let printing = "truthgpt corpus clean --print-recipe"
    public static let heading = "A recipe for `truthgpt corpus clean --recipe FILE`. What is left out stays as here. The steps run in this order."

    /// The groups of settings in the order of the steps, with what each step does.
    public static let sections: [(name: String, explanation: String)] = [
        ("unicode", "Takes out control, zero-width and bidirectional characters (joiners stay in emoji and where a script needs them)."),
        ("languages", "Identifies the language with CLD2."),
        ("boilerplate", "Takes lines out of long documents, after C4: cookie notices, JavaScript warnings, lines of one endless word."),
        ("quality", "Removes long documents that don't read like prose, after Gopher. Shorter ones are judged by `posts`."),
        ("repetition", "Removes long documents that repeat themselves, after Gopher."),
        ("posts", "Removes posts that say nothing of their own."),
        ("campaigns", "Removes further copies of a text that many accounts post, links, @names, tags, digits and case aside."),
        ("exact-duplicates", "Keeps the first of documents with the same text (128-bit hash)."),
        ("authors", "Keeps the first documents of each author."),
        ("private-data", "Replaces private data by <email>, <phone>, <ip>, <iban>, <card>; counted, never logged."),
        ("near-duplicates", "Keeps the first of documents that are nearly the same (MinHash)."),
    ]

    /// Every setting, in the order of the file.
    public static var fields: [RecipeField<CleaningRecipe>] { textFields + ruleFields + duplicateFields + privateDataFields }

    private static var textFields: [RecipeField<CleaningRecipe>] {
        [
            .flag("unicode", "enabled", \.unicode.isEnabled, "The switch of this step."),
            .flag("unicode", "compose", \.unicode.composes, "Bring letters and their accents into one form (NFC)."),
            .count("unicode", "maximum-marks", \.unicode.maximumMarks, atLeast: 1, "The most accents on one letter; further ones go."),
            .flag("languages", "enabled", \.languages.isEnabled, "The switch of this step."),
            .texts("languages", "keep", \.languages.keep, "Codes of ISO 639, such as en or zh; an empty list keeps all."),
            .flag("languages", "keep-unknown", \.languages.keepsUnknown, "With a list: whether documents of no known language stay."),
            .flag("boilerplate", "enabled", \.boilerplate.isEnabled, "The switch of this step."),
            .count("boilerplate", "minimum-document-words", \.boilerplate.minimumDocumentWords, "Shorter documents are left alone."),
            .count("boilerplate", "maximum-word-bytes", \.boilerplate.maximumWordBytes, atLeast: 1, "Lines with a longer word go."),
            .flag("boilerplate", "terminal-punctuation", \.boilerplate.requiresTerminalPunctuation, "Lines that don't end in . ! ? or a quote go (C4 does this)."),
            .count("boilerplate", "minimum-line-words", \.boilerplate.minimumLineWords, "Lines with fewer words go (C4: 3)."),
            .flag("boilerplate", "curly-brackets", \.boilerplate.removesCurlyBrackets, "Documents with a { go (C4 does this; it removes code)."),
        ]
    }

    private static var ruleFields: [RecipeField<CleaningRecipe>] {
        [
            .flag("quality", "enabled", \.quality.isEnabled, "The switch of this step."),
            .count("quality", "minimum-words", \.quality.minimumWords, "Shorter documents aren't judged here."),
            .flag("quality", "remove-short", \.quality.removesShort, "Shorter documents go (Gopher does this; it removes every post)."),
            .count("quality", "maximum-words", \.quality.maximumWords, atLeast: 1, "Longer documents go."),
            .number("quality", "minimum-mean-letters", \.quality.minimumMeanLetters, "The mean length of words."),
            .number("quality", "maximum-mean-letters", \.quality.maximumMeanLetters, "The mean length of words."),
            .number("quality", "maximum-symbols", \.quality.maximumSymbolShare, "The most # per word, and the most ellipses per word."),
            .number("quality", "maximum-bullet-lines", \.quality.maximumBulletShare, "The largest share of lines that begin with a bullet."),
            .number("quality", "maximum-ellipsis-lines", \.quality.maximumEllipsisShare, "The largest share of lines that end in an ellipsis."),
            .number("quality", "minimum-words-with-letters", \.quality.minimumLetterShare, "The smallest share of words with a letter."),
            .count("quality", "minimum-stop-words", \.quality.minimumStopWords, "How many of the, be, to, of, and, that, have, with an English text needs."),
            .flag("repetition", "enabled", \.repetition.isEnabled, "The switch of this step."),
            .count("repetition", "minimum-words", \.repetition.minimumWords, "Shorter documents aren't judged."),
            .number("repetition", "maximum-lines", \.repetition.maximumLineShare, "The largest share of lines that were there before; paragraphs likewise."),
            .number("repetition", "maximum-line-bytes", \.repetition.maximumLineByteShare, "The same, in bytes."),
            .shares("repetition", "maximum-top", \.repetition.maximumTopShares, count: 3, "The largest share of bytes in the most frequent run of 2, 3, 4 words."),
            .shares("repetition", "maximum-repeated", \.repetition.maximumRepeatedShares, count: 6, "The largest share of bytes in runs of 5 to 10 words that were there before."),
            .flag("posts", "enabled", \.posts.isEnabled, "The switch of this step."),
            .flag("posts", "link-only", \.posts.removesLinkOnly, "Posts of nothing but links, @names and tags go."),
            .flag("posts", "tag-only", \.posts.removesTagOnly, "Posts of nothing but tags and @names go."),
            .count("posts", "maximum-tags", \.posts.maximumTags, "Posts with more #tags go; 0 sets no limit."),
            .flag("posts", "automatic", \.posts.removesAutomatic, "Posts that programs write for people go."),
            .texts("posts", "automatic-phrases", \.posts.automaticPhrases, "What automatic posts begin with."),
        ]
    }

    private static var duplicateFields: [RecipeField<CleaningRecipe>] {
        [
            .flag("campaigns", "enabled", \.campaigns.isEnabled, "The switch of this step."),
            .count("campaigns", "maximum-copies", \.campaigns.maximumCopies, atLeast: 1, atMost: HashCounter.mostCounted - 1, "How many copies of one text stay (the duplicate steps may remove more)."),
            .count("campaigns", "minimum-words", \.campaigns.minimumWords, atLeast: 1, "Shorter texts (\"good morning\") are no campaign."),
            .flag("exact-duplicates", "enabled", \.exactDuplicates.isEnabled, "The switch of this step."),
            .flag("authors", "enabled", \.authors.isEnabled, "The switch of this step."),
            .count("authors", "maximum-documents", \.authors.maximumDocuments, atLeast: 1, atMost: HashCounter.mostCounted - 1, "How many documents of one author stay."),
            .flag("near-duplicates", "enabled", \.nearDuplicates.isEnabled, "The switch of this step."),
            .choice("near-duplicates", "setting", \.nearDuplicates.setting, "documents: 14 x 8 hashes over runs of 5 words. posts: for texts of ten words."),
        ]
    }

    private static var privateDataFields: [RecipeField<CleaningRecipe>] {
        [
            .flag("private-data", "enabled", \.privateData.isEnabled, "The switch of this step."),
            .flag("private-data", "emails", \.privateData.emails, "E-mail addresses."),
            .flag("private-data", "telephones", \.privateData.telephones, "Telephone numbers: international, and national ones with separators or a word like Tel before them."),
            .flag("private-data", "ip-addresses", \.privateData.addresses, "Public IPv4 and IPv6 addresses."),
            .flag("private-data", "bank-accounts", \.privateData.accounts, "IBANs whose check digits hold."),
            .flag("private-data", "cards", \.privateData.cards, "Payment cards whose check digit (Luhn) holds."),
            .flag("private-data", "pseudonyms", \.privateData.pseudonyms, "@names become keyed pseudonyms (HMAC-SHA-256), authors too."),
            .text("private-data", "key-variable", \.privateData.keyVariable, "The environment variable that holds the key of the pseudonyms."),
        ]
    }
}
