/// Words that say nothing about the subject of a question.
enum StopWords {
    /// Grammar: articles, pronouns, prepositions, auxiliary verbs.
    private static let grammar: Set<String> = [
        "a", "an", "the", "and", "or", "but", "if", "then", "than", "as", "of", "at", "by", "for", "with", "about", "between", "into", "to",
        "from", "in", "on", "off", "out", "over", "under", "up", "down", "is", "are", "was", "were", "be", "been", "being", "am", "do",
        "does", "did", "doing", "done", "has", "have", "had", "having", "can", "could", "will", "would", "shall", "should", "may", "might",
        "must", "i", "me", "my", "you", "your", "he", "him", "his", "she", "her", "it", "its", "we", "us", "our", "they", "them", "their",
        "this", "that", "these", "those", "there", "here", "not", "no", "nor", "so", "such", "too", "very", "just", "also", "only", "own",
        "same", "some", "any", "all", "both", "each", "few", "more", "most", "other", "don", "t", "s", "ll", "re", "ve",
    ]

    /// The frame of a question: "what does … mean", "tell me about …", "explain the difference between … and …".
    private static let frame: Set<String> = [
        "what", "who", "whom", "whose", "which", "when", "where", "why", "how", "mean", "means", "meaning", "meant", "stand", "stands",
        "define", "defined", "definition", "describe", "explain", "tell", "give", "please", "know", "called", "term", "abbreviation",
        "acronym", "difference", "differences", "work", "works", "example", "examples", "much", "many", "kind", "kinds",
    ]

    static func contains(_ word: String) -> Bool {
        grammar.contains(word) || frame.contains(word)
    }
}
