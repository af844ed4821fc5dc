/// Whether a statement can be held against evidence, and why not.
package enum Checkability: Sendable, Hashable {
    case checkable
    case question, opinion, instruction, prediction, greeting, admission, aside

    /// Why it can't be checked, in a sentence for people; `nil` when it can.
    package var reason: String? {
        switch self {
        case .checkable: nil
        case .question: "A question states nothing that could be checked."
        case .opinion: "This is a judgement of taste, not a fact."
        case .instruction: "This is an instruction, not a statement of fact."
        case .prediction: "This is about the future, which no evidence can settle yet."
        case .greeting: "This is a courtesy, not a statement of fact."
        case .aside: "This is about the answer itself."
        case .admission: "This says what isn't known, not what is."
        }
    }

    /// What kind of statement these words make.
    package static func of(_ words: [Word]) -> Checkability {
        let lower = words.filter { $0.kind != .mark }.map(\.lower)
        guard let first = lower.first else { return .greeting }
        if words.last(where: { !"\"')]”’".contains($0.text) })?.text == "?" { return .question }
        if lower.count <= 9, greetings.starts(at: 0, in: lower) { return .greeting }
        if admissions.occurs(in: lower) { return .admission }
        if asides.starts(at: 0, in: lower) { return .aside }
        if opinionPhrases.occurs(in: lower) { return .opinion }
        if hasOpinionWord(words.filter { $0.kind != .mark }) { return .opinion }
        if isInstruction(words, first: first) { return .instruction }
        if isPrediction(lower) { return .prediction }
        return .checkable
    }

    private static let greetings = PhraseList([
        "hello", "hi", "hey", "good morning", "good evening", "thanks", "thank you", "you're welcome", "welcome", "sure", "certainly", "of course", "goodbye",
        "bye", "sorry", "i apologize", "i hope this helps", "hope this helps", "let me know", "here is", "here are", "here's", "yes", "no", "okay", "ok",
    ])
    private static let admissions = PhraseList([
        "i don't know", "i do not know", "i'm not sure", "i am not sure", "i cannot", "i can't", "i'm unable", "as an ai", "i don't have",
        "i do not have",
    ])
    private static let asides = PhraseList(
        ["your question", "this question", "the question", "this"].flatMap { subject in
            ["depends", "lies", "would depend", "can be found"].map { "the answer to \(subject) \($0)" }
        })
    private static let opinionPhrases = PhraseList([
        "i think", "i believe", "i feel", "i guess", "i like", "i love", "i hate", "i prefer", "in my opinion", "in my view", "it seems to me", "we should", "you should",
        "should be", "ought to", "should have", "i'd say", "personally", "if you ask me",
    ])

    /// "the best" is taste; "best-known", "best-effort" and "a cool-down" are terms.
    private static func hasOpinionWord(_ words: [Word]) -> Bool {
        let lower = words.map(\.lower)
        for (index, word) in lower.enumerated() where Lexicon.opinionWords.contains(word) {
            // "Pretty Good Privacy" is a name.
            if words[index].startsUppercase, index > 0 || words.count > 1 && words[1].startsUppercase { continue }
            let next = index + 1 < lower.count ? lower[index + 1] : ""
            let previous = index > 0 ? lower[index - 1] : ""
            if word == "pretty", next == "good" || next == "print" || next == "printer" { continue }
            if word == "good", next == "until" || previous == "a" && next == "for" { continue }
            if (word == "best" || word == "worst"), ["known", "effort", "case", "fit", "first", "practice", "practices", "selling"].contains(next) { continue }
            if (word == "good" || word == "bad" || word == "great"), ["deal", "faith", "sector", "sectors", "block", "blocks", "thing", "britain"].contains(next) { continue }
            return true
        }
        return false
    }

    private static func isInstruction(_ words: [Word], first: String) -> Bool {
        let content = words.filter { $0.kind != .mark }
        if first == "please" || first == "don't" || first == "let's" || first == "never" && content.count > 1 && Lexicon.imperatives.contains(content[1].lower) { return true }
        guard Lexicon.imperatives.contains(first), content.count > 1 else { return false }
        // "Use of …" and "Set theory is …" are subjects: their next word is no object, or a finite verb follows at once.
        let second = content[1].lower
        if second == "of" || Lexicon.auxiliaries.contains(second) { return false }
        if ["a", "an", "the", "your", "it", "this", "that", "these", "those", "them", "me", "to", "all", "any", "more", "up", "out", "on", "in", "for", "with", "sure", "about"].contains(second) { return true }
        return Grammar.firstVerb(in: content[...]) == nil
    }

    private static func isPrediction(_ lower: [String]) -> Bool {
        for (index, word) in lower.enumerated() {
            let next = index + 1 < lower.count ? lower[index + 1] : ""
            // "will" of habit ("a compiler will usually…") is a statement about the present.
            if word == "will" || word == "won't" {
                if ["usually", "often", "typically", "generally", "normally", "always", "sometimes"].contains(next) { continue }
                return isAboutTheFuture(lower)
            }
            if word == "going", next == "to" { return isAboutTheFuture(lower) }
        }
        return false
    }

    /// "will" alone is a prediction only with a time to come, or with nothing in the sentence that makes it a rule ("if", "when").
    private static func isAboutTheFuture(_ lower: [String]) -> Bool {
        !lower.contains { ["if", "when", "whenever", "which", "that"].contains($0) }
    }
}
