import Testing
import TruthModels

/// Feeds pieces one by one; the texts shown, what came at the end, and whether a stop text ended it.
private func shown(_ pieces: [String], stop: [String]) -> (texts: [String], rest: String, isStopped: Bool) {
    var filter = StopFilter(stop: stop)
    var texts: [String] = []
    for piece in pieces {
        let (text, isStopped) = filter.append(piece)
        texts.append(text)
        if isStopped { return (texts, filter.finish(), true) }
    }
    return (texts, filter.finish(), false)
}

@Suite struct StopFilterTests {
    @Test func `without stop texts everything is shown at once`() {
        let result = shown(["a", "🙂", ""], stop: [])
        #expect(result.texts == ["a", "🙂", ""] && result.rest == "")
    }

    @Test func `a stop text is found across pieces and never shown`() {
        let result = shown(["one ST", "O", "P two"], stop: ["STOP"])
        #expect(result.texts == ["one ", "", ""] && result.rest == "" && result.isStopped)
    }

    @Test func `what only looked like a stop text is shown as soon as that is clear`() {
        let result = shown(["a S", "T", "x", "ST"], stop: ["STOP"])
        #expect(result.texts == ["a ", "", "STx", ""] && result.rest == "ST" && !result.isStopped)
    }

    @Test func `overlapping beginnings of a stop text are held back as long as needed`() {
        let result = shown(["aab", "aac", "!"], stop: ["aabaad"])
        #expect(result.texts == ["", "aabaac", "!"] && !result.isStopped)
        let second = shown(["aabaab", "aad"], stop: ["aabaad"])
        #expect(second.texts == ["aab", ""] && second.isStopped)
    }

    @Test func `of several stop texts the first to begin ends the answer`() {
        let result = shown(["x\n\nUser: y"], stop: ["User:", "\n\n"])
        #expect(result.texts == ["x"] && result.isStopped)
    }

    @Test func `a stop text of several bytes a character is found`() {
        let result = shown("né🙂x".map(String.init), stop: ["é🙂"])
        #expect(result.texts.joined() == "n" && result.isStopped)
    }
}
