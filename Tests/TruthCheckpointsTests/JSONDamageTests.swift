import Testing
import TruthCheckpoints

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
