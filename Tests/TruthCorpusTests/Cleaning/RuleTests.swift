import Testing
import TruthCorpus

@Suite struct RuleTests {
    @Test func `prose passes every rule`() {
        let document = prose(sentences: 40)
        #expect(reason(document, QualityStep(), language: "en") == nil)
        #expect(text(document, after: BoilerplateStep()) == document)
    }

    @Test(arguments: [
        (String(repeating: "a b c d e f ", count: 20), "words too short"),
        (String(repeating: "internationalisation ", count: 60), "words too long"),
        (String(repeating: "word # another ", count: 40), "too many #"),
        (String(repeating: "word... another ", count: 40), "too many ellipses"),
        (String(repeating: "- one point of a list\n", count: 20), "too many bullets"),
        (String(repeating: "a line that reads on and on and has many more words before it ends so …\n", count: 20), "too many lines that end in an ellipsis"),
        (String(repeating: "123456 ", count: 80) + "words", "too few words with letters"),
        (String(repeating: "lorem dolor amet ", count: 30), "too few stop words"),
    ])
    func `each of Gopher's rules removes what it is for`(input: String, expected: String) {
        #expect(reason(input, QualityStep(), language: "en") == expected)
    }

    @Test func `short texts aren't judged as prose, unless asked`() {
        #expect(reason("# # #", QualityStep()) == nil)
        var settings = CleaningRecipe.QualitySettings()
        settings.removesShort = true
        #expect(reason("Only a few words.", QualityStep(settings)) == "too few words")
    }

    @Test func `ideographs need no spaces to be words`() {
        let chinese = String(repeating: "今天天气很好我们一起去公园散步然后回家吃饭。", count: 20)
        #expect(reason(chinese, QualityStep(), language: "zh") == nil)
    }

    @Test func `repeated lines, paragraphs and runs of words are found`() {
        let once = prose(sentences: 40)
        #expect(reason(once, RepetitionStep(.init())) != "repeated lines")
        #expect(reason(String(repeating: "The same line of this text again.\n", count: 30), RepetitionStep()) == "repeated lines")
        #expect(reason(String(repeating: "One part of two lines,\nthe second with number.\n\n", count: 30), RepetitionStep()) != nil)
        let spam = (0..<40).map { "buy cheap pills now online \($0)" }.joined(separator: " ")
        #expect(reason(spam, RepetitionStep()) == "a frequent run of 2 words")
    }

    @Test func `boilerplate lines go and the others stay`() {
        let page = "Please enable JavaScript to read on.\n" + prose(sentences: 10) + "\nThis site uses cookies.\n" + String(repeating: "x", count: 2000)
        #expect(text(page, after: BoilerplateStep()) == prose(sentences: 10))
        #expect(reason(prose(sentences: 10) + " Lorem ipsum dolor.", BoilerplateStep()) == "lorem ipsum")
    }

    @Test func `C4's stricter rules can be switched on`() {
        var settings = CleaningRecipe.BoilerplateSettings()
        settings.requiresTerminalPunctuation = true
        settings.minimumLineWords = 3
        settings.removesCurlyBrackets = true
        let page = "A heading without an end\n" + prose(sentences: 10) + "\nToo short."
        #expect(text(page, after: BoilerplateStep(settings)) == prose(sentences: 10))
        #expect(reason(page + "\n{", BoilerplateStep(settings)) == "curly bracket")
    }

    @Test(arguments: [
        ("https://t.co/abc", "only links"), ("@one @two http://a.b", "only links"), ("#one #two", "only tags and names"), ("@one !!", "only tags and names"),
        ("I just unlocked the badge! http://4sq.com/x", "written by a program"),
    ])
    func `posts that say nothing of their own go`(input: String, expected: String) {
        #expect(reason(input, PostStep()) == expected)
    }

    @Test(arguments: ["I'm at home and happy", "Look at this https://t.co/abc", "#winning again", "httpd is a server", "😀"])
    func `posts that say something stay`(input: String) {
        #expect(reason(input, PostStep()) == nil)
    }
}
