import Testing
import TruthCheckpoints
import TruthGrammar

@Suite struct JSONSchemaWalkTests {
    static let schemas: [String: String] = [
        "person": #"{"type":"object","properties":{"name":{"type":"string","minLength":1,"maxLength":12},"age":{"type":"integer","minimum":0,"maximum":130},"email":{"type":"string","format":"email"},"nick":{"type":["string","null"]}},"required":["name","age"],"additionalProperties":false}"#,
        "invoice": #"{"type":"object","properties":{"number":{"type":"string","pattern":"^INV-[0-9]{4}$"},"issued":{"type":"string","format":"date"},"lines":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"object","properties":{"item":{"type":"string"},"quantity":{"type":"integer","minimum":1},"price":{"type":"number","exclusiveMinimum":0,"maximum":999.5}},"required":["item","quantity","price"]}},"paid":{"type":"boolean"}},"required":["number","issued","lines","paid"]}"#,
        "tree": ##"{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"value":{"type":"integer"},"children":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["value","children"]}}}"##,
        "union": #"{"anyOf":[{"type":"object","properties":{"kind":{"const":"circle"},"radius":{"type":"number","minimum":0}},"required":["kind","radius"]},{"type":"object","properties":{"kind":{"const":"square"},"side":{"type":"number","minimum":-1.25,"maximum":1.5}},"required":["kind","side"]},{"type":"null"}]}"#,
        "optional": #"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"boolean"},"c":{"enum":["x","xy",1,null,{"z":[1,2]}]},"d":{"type":"string","format":"uuid"}}}"#,
        "others": #"{"type":"object","properties":{"id":{"type":"integer"},"item":{"type":"boolean"}},"required":["id"],"additionalProperties":{"type":"string","maxLength":3}}"#,
        "tuple": #"{"type":"array","prefixItems":[{"type":"integer"},{"type":"string"},{"type":"boolean"}],"items":{"type":"null"},"minItems":2,"maxItems":5}"#,
        "merged": ##"{"allOf":[{"$ref":"#/$defs/base"},{"properties":{"name":{"maxLength":4}},"required":["name"]}],"$defs":{"base":{"type":"object","properties":{"name":{"type":"string"},"id":{"type":"integer","exclusiveMinimum":-7,"exclusiveMaximum":1234}},"required":["id"]}}}"##,
        "formats": #"{"type":"object","properties":{"at":{"type":"string","format":"date-time"},"day":{"type":"string","format":"date"},"ip":{"type":"string","format":"ipv4"},"u":{"type":"string","format":"uuid"}},"required":["at","day","ip","u"]}"#,
        "anything": "{}", "list": #"{"type":"array","items":{"type":"array","items":{"type":"number"},"minItems":1},"minItems":2}"#,
        "ranges": #"{"type":"array","minItems":3,"items":{"anyOf":[{"type":"integer","minimum":-250,"maximum":-17},{"type":"integer","minimum":98,"maximum":10203},{"type":"number","minimum":0.25,"exclusiveMaximum":0.5},{"type":"number","minimum":-3.75,"maximum":-3.5},{"type":"number","maximum":-10}]}}"#,
    ]

    @Test(arguments: schemas.keys.sorted())
    func `whatever tokens chance takes, the text parses and fits the schema`(name: String) throws {
        let source = Self.schemas[name]!
        let grammar = try Grammar(.jsonSchema(source))
        let automaton = try TokenAutomaton(grammar, trie: SmallVocabulary.trie)
        let schema = try JSONValue.parse(Array(source.utf8), file: name)
        var constraint = TokenConstraint(automaton)
        let shortest = constraint.completion().count
        for seed in 0..<400 as Range<UInt64> {
            // From just enough room to plenty.
            let limit = shortest + Int(seed % 20) * Int(seed % 20)
            let text = try #require(try grammar.walk(automaton, seed: seed, limit: limit), "\(name), seed \(seed): no way on")
            do throws(JSONError) {
                let value = try JSONValue.parse(text, file: name)
                let complaint = SchemaValidator(document: schema).complaint(value, schema)
                #expect(complaint == nil, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
            } catch {
                // Names that aren't declared may come twice, which only our own reader minds.
                guard case .duplicateKey = error.problem, name == "others" || name == "anything" else { throw error }
            }
        }
    }

    @Test func `any JSON object nests no deeper than readers take`() throws {
        let grammar = try Grammar(.jsonObject)
        var longest = 0
        for seed in 0..<300 as Range<UInt64> {
            let text = try #require(try grammar.walk(seed: seed, limit: 2 + Int(seed) * 5))
            longest = max(longest, text.count)
            do throws(JSONError) {
                let value = try JSONValue.parse(text, file: "object")
                #expect(value.object != nil)
            } catch {
                guard case .duplicateKey = error.problem else { throw error }
            }
        }
        #expect(longest > 500)
        let deep = try TokenAutomaton(grammar, trie: SmallVocabulary.trie)
        var constraint = TokenConstraint(deep)
        constraint.accept(Int(UInt8(ascii: "{")))
        for byte in "\"a\":".utf8 { constraint.accept(Int(byte)) }
        var depth = 1
        while constraint.allows(Int(UInt8(ascii: "[")), remaining: 100_000) {
            constraint.accept(Int(UInt8(ascii: "[")))
            depth += 1
        }
        #expect((80...127).contains(depth), "\(depth)")
    }

    @Test func `the mask holds exactly the tokens whose bytes fit`() throws {
        for (name, source) in Self.schemas {
            let automaton = try TokenAutomaton(try Grammar(.jsonSchema(source)), trie: SmallVocabulary.trie)
            var random = RandomSource(state: 5)
            var constraint = TokenConstraint(automaton)
            for _ in 0..<60 where !constraint.isFinal() {
                let mask = constraint.mask()
                let fitting = (0..<SmallVocabulary.size).filter { constraint.allows($0, remaining: 1 << 30) }
                #expect(fitting == (0..<SmallVocabulary.size).filter(mask.contains), "\(name)")
                guard let token = fitting.randomElement(using: &random) else { break }
                constraint.accept(token)
            }
        }
    }
}
