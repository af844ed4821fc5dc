import Testing
import TruthCorpus

@Suite struct PrivateDataTests {
    private func scrubbed(_ input: String) throws -> String? { text(input, after: try PrivateDataStep()) }

    @Test(arguments: [
        ("Mail joe.bloggs+x@mail.example.co.uk.", "Mail <email>."),
        ("<a@b.de>, (c_d@e-f.org)", "<<email>>, (<email>)"),
        ("Call (212) 555-0123 now", "Call <phone> now"),
        ("212-555-0123 or 1-800-555-0199", "<phone> or <phone>"),
        ("+49 (0)30 1234567, 030/1234567", "<phone>, <phone>"),
        ("06 12 34 56 78 / 01.23.45.67.89", "<phone> / <phone>"),
        ("電話：03-1234-5678", "電話：<phone>"),
        ("8 (495) 123-45-67", "<phone>"),
        ("My phone number is 5550123 ok", "My phone number is <phone> ok"),
        ("IBAN DE89 3704 0044 0532 0130 00!", "IBAN <iban>!"),
        ("GB82WEST12345698765432", "<iban>"),
        ("card 4111 1111 1111 1111, 378282246310005", "card <card>, <card>"),
        ("from 81.2.69.160 and 2001:4860:4860::8888", "from <ip> and <ip>"),
    ])
    func `private data is replaced`(input: String, expected: String) throws {
        #expect(try scrubbed(input) == expected)
    }

    @Test(arguments: [
        "It is 12:30 on 2016-11-05, 05.11.2016 or 11/05/2016", "1,234,567,890 people and $1 200 300 000", "See https://t.co/0123456789012 and https://x.com/a/status/1234567890123456789",
        "Score 2-1, 2015-2016, 100 000 000 times", "card 4111 1111 1111 1112", "DE89 3704 0044 0532 0130 01", "192.168.0.1, 127.0.0.1, version 1.2.3.4", "std::vector and 12:30:45:10",
        "@name@server.social and user@localhost", "ISBN 978-3-16-148410-0", "#1234567890 id=5551234567", "10.5 % of 3.14159265358979", "@user @someone", "upto September 06 2020 720362 samples",
    ])
    func `other numbers and names stay`(input: String) throws {
        #expect(try scrubbed(input) == input)
    }

    @Test func `what was found is counted by kind and not repeated`() throws {
        var step = try PrivateDataStep()
        var draft = CleaningDraft(Document(identity: "", text: "a@b.de c@d.de 212-555-0123", source: ""))
        let expected = [StepFinding(kind: "e-mail addresses", count: 2), StepFinding(kind: "telephone numbers", count: 1)]
        #expect(step.apply(to: &draft) == .changed(expected))
    }

    @Test func `names become the same pseudonym everywhere, and need a key`() throws {
        var settings = CleaningRecipe.PrivateDataSettings()
        settings.pseudonyms = true
        #expect(throws: CleaningError.pseudonymKeyMissing(variable: "TRUTHGPT_PSEUDONYM_KEY")) { try PrivateDataStep(settings) }
        let step = try PrivateDataStep(settings, environment: ["TRUTHGPT_PSEUDONYM_KEY": "a secret of some length"])
        let output = try #require(text("@Ann said to @ben: @ann!", after: step))
        let words = output.split(separator: " ")
        #expect(words[0] == words[4].dropLast() && !output.lowercased().contains("ann"))
        let other = try PrivateDataStep(settings, environment: ["TRUTHGPT_PSEUDONYM_KEY": "another secret of some length"])
        #expect(text("@Ann", after: other) != String(words[0]))
    }
}
