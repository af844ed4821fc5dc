import Testing
import TruthGrammar

@Suite struct SchemaLimitTests {
    private func complaint(_ schema: String) -> String {
        do {
            _ = try Grammar(.jsonSchema(schema))
            return "none"
        } catch { return "\(error)" }
    }

    @Test(arguments: [
        (#"{"properties":{"a":{"not":{}}}}"#, "#/properties/a has the keyword 'not'"), (#"{"uniqueItems":true}"#, "'uniqueItems'"),
        (#"{"type":"strin"}"#, "one of null, boolean"), (##"{"$ref":"#/$defs/x"}"##, "refers to '#/$defs/x'"), (#"{"$ref":"http://a.b/c"}"#, "inside the schema"),
        (#"{"type":"string","format":"iban"}"#, "there are date"), (#"{"type":"string","pattern":"(?=a)"}"#, "regular expression"),
        (#"{"type":"string","pattern":"a","maxLength":3}"#, "can't stand beside 'pattern'"), (#"{"enum":[]}"#, "array of values"), (#"{"enum":[1],"type":"string"}"#, "No finite text"),
        (#"{"type":"integer","minimum":5,"maximum":4}"#, "wrong way round"), (#"{"type":"integer","minimum":0.5}"#, "whole number"), (#"{"type":"number","minimum":1e-20}"#, "exponent"),
        (#"{"type":"array","minItems":3,"maxItems":2}"#, "maxItems is less"), (#"{"required":["a"],"additionalProperties":false}"#, "neither declared"),
        (##"{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"]}"##, "No finite text"), (#"{"type":"array","minItems":2000000000}"#, "shortest text"),
        (#"{"type":"string","minLength":1000000}"#, "shortest text"), (#"[1]"#, "an object, true or false"), (#"{"type":"#, "invalid JSON"), ("false", "No finite text"),
        (##"{"$ref":"#"}"##, "No finite text"), (##"{"allOf":[{"$ref":"#"}]}"##, "after each other"), (##"{"anyOf":[{"$ref":"#"},{"type":"null"}]}"##, "begins with itself"),
        (#"{"allOf":[{"type":"string"},{"type":"null"}]}"#, "different types"), (#"{"allOf":[{"properties":{"a":true},"additionalProperties":false},{"properties":{"b":true}}]}"#, "'b'"),
        (#"{"minProperties":2}"#, "Use required"), (#"{"foo":2}"#, "'foo'"), (#"{"type":"number","minimum":0,"exclusiveMinimum":0}"#, "give one of them"),
    ])
    func `a schema that can't be promised is refused by name and path`(schema: String, expected: String) {
        #expect(complaint(schema).contains(expected), "\(schema): \(complaint(schema))")
    }

    @Test func `hostile schemas cost bounded time`() throws {
        let clock = ContinuousClock()
        func expectQuick(_ schema: String, _ expected: String) {
            let start = clock.now
            let found = complaint(schema)
            #expect(found.contains(expected), "\(found)")
            #expect(clock.now - start < .seconds(10), "\(expected) took \(clock.now - start)")
        }
        // Twice as much at each of 28 steps.
        let steps = (0..<28).map { ##""s\##($0)":{"allOf":[{"$ref":"#/$defs/s\##($0 + 1)"},{"$ref":"#/$defs/s\##($0 + 1)"}]}"## }.joined(separator: ",")
        expectQuick(##"{"$ref":"#/$defs/s0","$defs":{\##(steps),"s28":{"type":"object","properties":{"a":{"type":"string"}}}}}"##, "all references")
        let chain = (0..<15_000).map { ##""c\##($0)":{"$ref":"#/$defs/c\##($0 + 1)"}"## }.joined(separator: ",")
        expectQuick(##"{"$ref":"#/$defs/c0","$defs":{\##(chain),"c15000":{"type":"null"}}}"##, "none")
        expectQuick(#"{"type":"object","properties":{\#((0..<12_000).map { #""p\#($0)":{"type":"string"}"# }.joined(separator: ","))}}"#, "rules")
        expectQuick(#"{"enum":[\#((0..<20_000).map { #""value \#($0 * 7919)""# }.joined(separator: ","))]}"#, "none")
        expectQuick(String(repeating: #"{"items":"#, count: 120) + "true" + String(repeating: "}", count: 120), "inside each other")
        expectQuick(#"{"type":"string","maxLength":2000000000}"#, "none")
        expectQuick("\"" + String(repeating: "x", count: 2_000_000) + "\"", "too large")
        expectQuick(#"{"type":"string","pattern":"^(((a*)*)*)*b(x{1000}){50}$"}"#, "none")
    }

    @Test func `ambiguity without end is followed in bounded memory`() throws {
        // After n bytes there are about 2 to the n stacks.
        let grammar = try Grammar(.gbnf("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"a\" root root | \"a\""))
        let text = try #require(try grammar.walk(seed: 4, limit: 400))
        #expect(text.count <= 400 * 8 && !text.isEmpty)
    }

    @Test func `a long enumeration is one way to read until it differs`() throws {
        let values = (0..<5000).map { "\"v\($0)\"" }.joined(separator: ",")
        let grammar = try Grammar(.jsonSchema("{\"enum\":[\(values)]}"))
        for seed in 0..<20 as Range<UInt64> {
            let text = try #require(try grammar.walk(seed: seed, limit: 20))
            #expect(values.contains(String(decoding: text, as: UTF8.self)))
        }
    }

    @Test func `the same source gives the same grammar, and the cache forgets the oldest`() throws {
        let cache = GrammarCache(capacity: 2)
        let first = try cache.grammar(.regularExpression("a"))
        #expect(try cache.grammar(.regularExpression("a")) == first)
        _ = try cache.grammar(.regularExpression("b"))
        _ = try cache.grammar(.regularExpression("a"))
        _ = try cache.grammar(.regularExpression("c"))
        #expect(try cache.grammar(.regularExpression("a")) == first)
    }

    @Test func `a vocabulary that lacks bytes writes only what it can`() throws {
        let small = TokenTrie(["{", "}", "\"", ":", "a", "1", "\"a\""].map { Array($0.utf8) })
        #expect(throws: GrammarError.vocabularyTooSmall) { try TokenAutomaton(try Grammar(.regularExpression("xyz")), trie: small) }
        var constraint = TokenConstraint(try TokenAutomaton(try Grammar(.jsonSchema(#"{"type":"object","properties":{"a":{"type":"integer"},"b":{}},"required":["a"]}"#)), trie: small))
        let shortest = constraint.completion()
        #expect(shortest.count == 5)
        let fits = constraint.allows(4, remaining: 10)
        #expect(!fits)
    }
}
