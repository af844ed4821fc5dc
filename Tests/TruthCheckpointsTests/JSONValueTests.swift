import Testing
import TruthCheckpoints

@Suite struct JSONValueTests {
    static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue.parse(Array(text.utf8), file: "test.json")
    }

    @Test func `a document is read with its types and the order of its keys`() throws {
        let value = try Self.parse(
            """
            {"model_type": "bert", "layers": [1, 2.5, -3e2, -0, 9223372036854775807, 9223372036854775808],
             "nothing": null, "yes": true, "no": false, "empty": {}, "none": [ ] }
            """)
        #expect(value["model_type"]?.string == "bert")
        #expect(
            value["layers"]?.array == [
                .integer(1), .number(2.5), .number(-300), .number(-0.0), .integer(.max), .number(9223372036854775808),
            ])
        #expect(value["nothing"]?.isNull == true)
        #expect(value["yes"]?.bool == true)
        #expect(value["no"]?.bool == false)
        #expect(value["empty"]?.object?.isEmpty == true)
        #expect(value["none"]?.array == [])
        #expect(value.object?.keys == ["model_type", "layers", "nothing", "yes", "no", "empty", "none"])
        #expect(value["absent"] == nil)
        #expect(value["layers"]?[2]?.integer == -300)
        #expect(value["layers"]?[9] == nil)
    }

    @Test(arguments: [
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u4E2D""#, "é中"), (#""\ud83d\ude00!""#, "😀!"),
        (#""a\u0000b""#, "a\0b"), (#""é中😀""#, "é中😀"), (#""""#, ""),
    ])
    func `strings are unescaped`(text: String, expected: String) throws {
        #expect(try Self.parse(text) == .string(expected))
    }

    @Test func `objects of any size find their members`() throws {
        for count in [0, 1, 7, 8, 9, 15, 16, 17, 1000, 70_000] {
            let text = "{" + (0..<count).map { "\"key\($0)\":\($0)" }.joined(separator: ",") + "}"
            let object = try #require(try Self.parse(text).object)
            #expect(object.count == count)
            #expect((0..<count).allSatisfy { object["key\($0)"] == .integer($0) })
            #expect(object["key\(count)"] == nil)
        }
    }

    @Test func `keys are told apart by their bytes`() throws {
        let object = try #require(try Self.parse(#"{"\u00e9": 1, "e\u0301": 2}"#).object)
        #expect(object["\u{E9}"] == .integer(1))
        #expect(object["e\u{301}"] == .integer(2))
    }

    @Test(arguments: [
        ("", 0, "the text ends where a value should come"),
        ("[1,]", 3, "']' stands where a value should come"),
        ("[1 2]", 3, "'2' stands where ',' or ']' should come"),
        ("{\"a\":1,}", 7, "'}' stands where a key in quotes should come"),
        ("{\"a\" 1}", 5, "'1' stands where ':' should come"),
        ("{\"a\":1, \"a\":2}", 8, "the key 'a' comes twice in one object"),
        ("nul", 3, "the text ends where the rest of 'null' should come"),
        ("NaN", 0, "'N' stands where a value should come"),
        ("1 x", 2, "'x' stands where the end of the text should come"),
        ("01", 1, "'1' stands where '.', an exponent or the end of the number should come"),
        ("1.", 2, "the text ends where a digit should come"),
        ("-", 1, "the text ends where a digit should come"),
        ("1e999", 0, "'1e999' is no number that fits in 64 bits"),
        ("\"abc", 4, "the text ends where a closing quote should come"),
        ("\"a\u{1}\"", 2, "the byte 0x01 must be escaped inside a string"),
        (#""\x""#, 1, "an escape must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u with four hexadecimal digits"),
        (#""\u12g4""#, 1, "an escape must be one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u with four hexadecimal digits"),
        (#""a\ud83d""#, 2, "a \\u escape of half a surrogate pair stands alone"),
        (#""\ud83d\u0041""#, 1, "a \\u escape of half a surrogate pair stands alone"),
        (#""\ude00""#, 1, "a \\u escape of half a surrogate pair stands alone"),
    ])
    func `an error says what is wrong and where`(text: String, offset: Int, problem: String) {
        let error = #expect(throws: JSONError.self) { try Self.parse(text) }
        #expect(error?.byteOffset == offset)
        #expect(error?.description == "test.json: invalid JSON at line 1, column \(offset + 1) (byte \(offset)): \(problem).")
    }

    @Test func `an error counts lines and characters`() {
        let error = #expect(throws: JSONError.self) { try Self.parse("{\n  \"é中😀\": tru\n}") }
        #expect(error?.line == 2)
        #expect(error?.column == 13)
    }

    @Test func `malformed UTF-8 is refused at its place`() {
        let error = #expect(throws: JSONError.self) {
            try JSONValue.parse([0x22, 0x61, 0xC3, 0x28, 0x22], file: "test.json")
        }
        #expect(error?.problem == .invalidUTF8)
        #expect(error?.byteOffset == 2)
    }

    @Test func `deep nesting is refused before the stack ends`() throws {
        let limit = JSONValue.nestingLimit
        _ = try Self.parse(String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        for bomb in [String(repeating: "[", count: 1_000_000), String(repeating: "{\"a\":", count: 1_000_000)] {
            let error = #expect(throws: JSONError.self) { try Self.parse(bomb) }
            #expect(error?.problem == .nestingTooDeep(limit: limit))
        }
    }
}

@Suite struct JSONDamageTests {
    static let document = Array(
        #"{"model":{"vocab":{"a":0,"\u0120the":1,"中":2},"merges":["a b",["c","d"]]},"x":[1,-2.5e+3,true,false,null,"\ud83d\ude00\n"]}"#.utf8)

    static func check(_ bytes: [UInt8]) -> Bool {
        do throws(JSONError) {
            _ = try JSONValue.parse(bytes, file: "test.json")
            return true
        } catch {
            #expect(error.description.hasPrefix("test.json: invalid JSON at line 1, column "))
            #expect(error.byteOffset <= bytes.count)
            return false
        }
    }

    @Test func `a document cut at any length is refused`() {
        #expect(Self.check(Self.document))
        for length in Self.document.indices { #expect(!Self.check(Array(Self.document[..<length])), "\(length)") }
    }

    @Test func `a document with any byte changed to any other is refused or read`() {
        for offset in Self.document.indices {
            for value in UInt8.min...UInt8.max where value != UInt8(ascii: "\n") {
                var damaged = Self.document
                damaged[offset] = value
                _ = Self.check(damaged)
            }
        }
    }

    @Test func `huge numbers are refused or rounded`() throws {
        #expect(try JSONValueTests.parse(String(repeating: "9", count: 300)).number == 1e300)
        #expect(!Self.check(Array(String(repeating: "9", count: 400).utf8)))
        #expect(!Self.check(Array("-1e400".utf8)))
        #expect(try JSONValueTests.parse("1e-400") == .number(0))
        #expect(try JSONValueTests.parse("0." + String(repeating: "0", count: 100_000) + "1") == .number(0))
    }
}
