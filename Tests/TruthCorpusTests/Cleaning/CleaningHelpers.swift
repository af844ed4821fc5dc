import TruthCorpus

/// What a step makes of a text: the new text, or `nil` when the document goes.
func text(_ text: String, after step: some CleaningStep, language: String? = nil) -> String? {
    var step = step
    var draft = CleaningDraft(Document(identity: "test/1", text: text, source: "test", language: language))
    if case .removed = step.apply(to: &draft) { return nil }
    return String(decoding: draft.bytes, as: UTF8.self)
}

/// Why a step takes a document out, or `nil` when it stays.
func reason(_ text: String, _ step: some CleaningStep, language: String? = nil) -> String? {
    var step = step
    var draft = CleaningDraft(Document(identity: "test/1", text: text, source: "test", language: language))
    if case .removed(let reason) = step.apply(to: &draft) { return reason }
    return nil
}

/// SplitMix64: the same numbers on every run.
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Ordinary sentences, every one different.
func prose(sentences: Int, seed: UInt64 = 1) -> String {
    let words = "the river and a quiet town with old houses that have many windows to look out of be warm in winter while people walk along narrow streets carrying bread".split(separator: " ")
    var random = SeededNumbers(seed)
    return (0..<sentences).map { number in
        (0..<12).map { _ in String(words.randomElement(using: &random)!) }.joined(separator: " ") + " number\(number * 7 + Int(seed))."
    }.joined(separator: "\n")
}
