import Testing
import TruthGrammar

@Suite struct NotationTests {
    private func accepts(_ source: Grammar.Source, _ text: String) throws -> Bool {
        var constraint = TokenConstraint(try TokenAutomaton(try Grammar(source), trie: SmallVocabulary.trie))
        for byte in text.utf8 {
            guard constraint.allows(Int(byte), remaining: 1 << 30) else { return false }
            constraint.accept(Int(byte))
        }
        return constraint.isAccepting()
    }

    @Test(arguments: [
        ("a|b|", ["a", "b", ""], ["ab", "c"]), ("(ab)*c?", ["", "abab", "abc", "c"], ["aba", "cc"]),
        ("[a-c]{2,3}", ["ab", "abc"], ["a", "abcd", "ad"]), (#"\d{4}-\d{2}"#, ["2026-11"], ["202-11", "2026-1"]),
        ("(a*)*b", ["b", "aaab"], ["a"]), ("((a?){3}){2}", ["", "aaaaaa"], ["aaaaaaa"]), ("[^a-z]", ["A", "é", "😀"], ["b", "AA"]),
        ("a.c", ["abc", "aéc"], ["ac", "a\nc"]), ("^x+$", ["x", "xx"], [""]), ("(?:é|日本)+", ["é日本é"], ["日"]), (#"\[\w\]"#, ["[a]", "[_]"], ["[-]"]),
        ("(a|aa){0,5}", ["", "aaaaaaaaaa"], ["aaaaaaaaaaa"]), (#"[\]\-x]"#, ["]", "-", "x"], ["\\"]), (#"\u00e9\x41"#, ["éA"], ["e"]),
    ])
    func `regular expressions match what they say`(pattern: String, fitting: [String], others: [String]) throws {
        for text in fitting { #expect(try accepts(.regularExpression(pattern), text), "\(pattern) \(text)") }
        for text in others { #expect(try !accepts(.regularExpression(pattern), text), "\(pattern) \(text)") }
    }

    @Test func `a grammar of llama.cpp's reads as it does there`() throws {
        let arithmetic = """
            # sums of products
            root   ::= (expr "=" ws term "\\n")+
            expr   ::= term ([-+*/] term)*
            term   ::= ident | num | "(" ws expr ")" ws
            ident ::= [a-z] [a-z0-9_]* ws
            num    ::= [0-9]+ ws
            ws     ::= [ \\t]{0,2}
            """
        #expect(try accepts(.gbnf(arithmetic), "a+(1*2)=3\n"))
        #expect(try accepts(.gbnf(arithmetic), "x = 1\ny=2\n"))
        #expect(try !accepts(.gbnf(arithmetic), "a+=3\n"))
        #expect(try accepts(.gbnf("root ::= \"a\" root \"b\" | \"\""), "aaabbb"))
        #expect(try !accepts(.gbnf("root ::= \"a\" root \"b\" | \"\""), "aab"))
        #expect(try accepts(.gbnf("root ::= [^\\x00-\\x1f\\]] | \"\\u00e9\\\"\""), "é\""))
        let tail = String(repeating: "x,", count: 3000) + "x"
        #expect(try accepts(.gbnf("root ::= \"x\" | \"x,\" root"), tail))
    }

    @Test(arguments: [
        ("root ::= root \"a\" | \"b\"", "begins with itself"), ("root ::= a\na ::= b? root \"x\" | \"y\"\nb ::= \"b\"", "begins with itself"),
        ("root ::= x", "doesn't define"), ("a ::= \"a\"", "doesn't define"), ("root ::= \"a\" root", "No finite text"), ("root ::= (\"a\"", "isn't closed"),
        ("root ::= \"a\"\nroot ::= \"b\"", "defined twice"), ("root = \"a\"", "'::='"), ("root ::= [z-a]", "wrong way round"), ("root ::= \"\\q\"", "isn't known"),
        ("root ::= \"a\"{3000000000}", "expected a count"), ("root ::= \"a\"{100000000}", "shortest text"),
        ("root ::= " + String(repeating: "(", count: 5000), "inside each other"), ("root ::= \"a\"" + String(repeating: "*", count: 9000), "after each other"),
        ("root ::= ((\"a\"{30000}){30000}){30000}", "No finite text"), ("", "doesn't define"),
    ])
    func `a grammar that can't be used says why`(source: String, complaint: String) throws {
        #expect("\(complaintOf(.gbnf(source)))".contains(complaint), "\(complaintOf(.gbnf(source)))")
    }

    @Test(arguments: ["(?=a)", "a**", "(a", "a)", "[a", "\\1", "a{2,1}", "\\b", "*", "a$b", "(?i)a", "\\p{L}", "[b-a]", "(?<n", "\\u12", "x{99999999999}"])
    func `a regular expression that can't be used says where`(pattern: String) {
        #expect("\(complaintOf(.regularExpression(pattern)))".contains("can't be read at byte"), "\(pattern)")
    }

    private func complaintOf(_ source: Grammar.Source) -> String {
        do {
            _ = try Grammar(source)
            return "none"
        } catch { return "\(error)" }
    }
}
