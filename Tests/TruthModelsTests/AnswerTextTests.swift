import Testing
import TruthModels

/// Feeds pieces one by one; the texts shown, what came at the end, and whether a stop text ended it.
private func shown(_ pieces: [[UInt8]], stop: [String] = []) -> (texts: [String], rest: String, isStopped: Bool) {
    var answer = AnswerText(stop: stop)
    var texts: [String] = []
    for piece in pieces {
        let (text, isStopped) = answer.append(piece)
        texts.append(text)
        if isStopped { return (texts, answer.finish().text, true) }
    }
    let (rest, isStopped) = answer.finish()
    return (texts, rest, isStopped)
}

private func pieces(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

@Suite struct AnswerTextTests {
    @Test func `a character waits until its last byte has come`() {
        let result = shown("a🙂é".utf8.map { [$0] })
        #expect(result.texts == ["a", "", "", "", "🙂", "", "é"])
        #expect(result.rest == "")
    }

    @Test func `malformed bytes become replacement characters`() {
        #expect(shown([[0x41, 0xFF, 0x42]]).texts == ["A\u{FFFD}B"])
        #expect(shown([[0xE2, 0x82], [0x41]]).texts == ["", "\u{FFFD}A"])
        #expect(shown([[0x80]]).texts == ["\u{FFFD}"])
        let cut = shown([[0xF0, 0x9F]])
        #expect(cut.texts == [""] && cut.rest == "\u{FFFD}")
    }

    @Test func `a stop text is found across pieces and never shown`() {
        let result = shown(pieces("one ST", "O", "P two"), stop: ["STOP"])
        #expect(result.texts == ["one ", "", ""] && result.rest == "" && result.isStopped)
    }

    @Test func `what only looked like a stop text is shown as soon as that is clear`() {
        let result = shown(pieces("a S", "T", "x", "ST"), stop: ["STOP"])
        #expect(result.texts == ["a ", "", "STx", ""] && result.rest == "ST" && !result.isStopped)
    }

    @Test func `overlapping beginnings of a stop text are held back as long as needed`() {
        let result = shown(pieces("aab", "aac", "!"), stop: ["aabaad"])
        #expect(result.texts == ["", "aabaac", "!"] && !result.isStopped)
        let second = shown(pieces("aabaab", "aad"), stop: ["aabaad"])
        #expect(second.texts == ["aab", ""] && second.isStopped)
    }

    @Test func `of several stop texts the first to begin ends the answer`() {
        let result = shown(pieces("x\n\nUser: y"), stop: ["User:", "\n\n"])
        #expect(result.texts == ["x"] && result.isStopped)
    }

    @Test func `a stop text of several bytes a character is found when bytes come alone`() {
        let result = shown("né🙂x".utf8.map { [$0] }, stop: ["é🙂"])
        #expect(result.texts.joined() == "n" && result.isStopped)
    }
}
