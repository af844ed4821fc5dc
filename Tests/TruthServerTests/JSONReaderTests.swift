import Testing
import TruthServer

@Suite struct JSONReaderTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONReader.value(of: Array(text.utf8))
    }

    @Test func `values of every kind are read`() throws {
        let text = #" {"a": [1, -2.5, 1e2, true, false, null, 0], "b": "x\n\u00e9\ud83d\ude00\"\\\/\b\f\r\t", "é": {}} "#
        #expect(
            try value(text)
                == .object([
                    "a": .array([.integer(1), .decimal(-2.5), .decimal(100), .boolean(true), .boolean(false), .null, .integer(0)]),
                    "b": .string("x\né😀\"\\/\u{8}\u{C}\r\t"), "é": .object([:]),
                ]))
        #expect(try value("123456789012345678901234567890") == .decimal(1.2345678901234568e29))
        #expect(try value(#""\u0000""#) == .string("\0"))
        #expect(try value(" \n\t\r[ ]") == .array([]))
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), (#"{"a":1,}"#, 1, 8), (#"{"a" 1}"#, 1, 6), ("{\n  \"a\": nul}", 2, 8), ("[01]", 1, 2),
        ("1.", 1, 3), ("-", 1, 2), ("1e", 1, 3), ("[1e999]", 1, 2), (#"{"a":1,"a":2}"#, 1, 8), (#""\ud800""#, 1, 2), (#""\udc00""#, 1, 2),
        (#""\ud800\u0041""#, 1, 2), (#""\u12g4""#, 1, 6), (#""\x""#, 1, 3), ("\"a\u{1}\"", 1, 3), ("\"ab", 1, 1), ("{} x", 1, 4),
        ("\u{FEFF}{}", 1, 1), ("'a'", 1, 1), ("NaN", 1, 1), ("[é]", 1, 2), ("\"é\" 1", 1, 5), ("{1:2}", 1, 2), ("[1 2]", 1, 4), ("+1", 1, 1),
    ])
    func `a mistake is reported where it stands`(text: String, line: Int, column: Int) throws {
        let error = try #require(throws: JSONSyntaxError.self) { try value(text) }
        #expect(error.line == line)
        #expect(error.column == column)
        #expect(error.description.contains("line \(line), column \(column)"))
    }

    @Test func `deep nesting is refused without harm`() throws {
        let depth = JSONReader.maximumDepth
        #expect(throws: Never.self) { try value(String(repeating: "[", count: depth) + String(repeating: "]", count: depth)) }
        for opening in ["[", "{\"a\":"] {
            let error = try #require(throws: JSONSyntaxError.self) { try value(String(repeating: opening, count: 500_000)) }
            #expect(error.problem.contains("\(depth)"))
        }
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: [0x22, 0xFF, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
        #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: [0xFF]) }
    }

    @Test func `every cut of a request is an error and none traps`() throws {
        let bytes = Array(#"{"model":"m","messages":[{"role":"user","content":"h\u00e9\ud83d\ude00 \n"}],"n":-1.5e-3,"x":[true,null]}"#.utf8)
        for count in 0..<bytes.count {
            #expect(throws: JSONSyntaxError.self) { try JSONReader.value(of: Array(bytes.prefix(count))) }
        }
        #expect(throws: Never.self) { try JSONReader.value(of: bytes) }
    }

    @Test func `every change of one byte is read or refused`() {
        let bytes = Array(#"{"a":["\ud83d\ude00",1.5e3,-0,true,null],"b":{}}"#.utf8)
        for index in bytes.indices {
            for byte in UInt8.min ... .max {
                var changed = bytes
                changed[index] = byte
                _ = try? JSONReader.value(of: changed)
            }
        }
    }
}
