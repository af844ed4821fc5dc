import Foundation
import Testing
import TruthServer

@Suite struct EmbeddingAndModelTests {
    private let path = "/v1/embeddings"

    @Test func `one text or several become vectors`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let one = try await client.post(path, #"{"model":"Mini","input":"a bc"}"#).json
            #expect(one["object"].string == "list")
            #expect(one["model"].string == "Mini")
            #expect(one["data"][0]["object"].string == "embedding")
            #expect(one["data"][0]["embedding"] == .array([.integer(4), .decimal(0.5), .integer(-1)]))
            #expect(one["usage"]["prompt_tokens"].integer == 4)
            let many = try await client.post(path, #"{"model":"default","input":["a","bb","ccc"],"user":"u","dimensions":3}"#).json
            #expect((0..<3).allSatisfy { many["data"][$0]["index"].integer == $0 })
            #expect(many["data"][2]["embedding"][0].number == 3)
        }
    }

    @Test func `base64 holds little-endian floats`() async throws {
        let json = try await Harness().run { try await $0.post(path, #"{"input":"ab","encoding_format":"base64"}"#) }.json
        let text = try #require(json["data"][0]["embedding"].string)
        let data = try #require(Data(base64Encoded: text))
        #expect(Array(data) == [0, 0, 0, 0x40, 0, 0, 0, 0x3F, 0, 0, 0x80, 0xBF])
    }

    @Test func `more texts than are embedded at once keep their order`() async throws {
        let texts = (1...50).map { "\"" + String(repeating: "x", count: $0) + "\"" }.joined(separator: ",")
        let json = try await Harness().run { try await $0.post(path, #"{"input":[\#(texts)]}"#) }.json
        #expect((0..<50).allSatisfy { json["data"][$0]["embedding"][0].number == Double($0 + 1) })
    }

    @Test(arguments: [
        (#"{}"#, "input"), (#"{"input":""}"#, "input[0]"), (#"{"input":[]}"#, "input"), (#"{"input":[1,2]}"#, "input[0]"),
        (#"{"input":"a","dimensions":2}"#, "dimensions"), (#"{"input":"a","encoding_format":"int8"}"#, "encoding_format"),
        (#"{"input":"a","x":1}"#, "x"), (#"{"input":["a","1 2 3 4 5 6 7"]}"#, "input[1]"),
    ])
    func `a mistake is refused by name`(body: String, param: String) async throws {
        let failure = try await Harness().run { try await $0.error(path, body) }
        #expect(failure.status == 400)
        #expect(failure.param == param)
    }

    @Test func `another model's name, or no embedder, is not found`() async throws {
        let wrong = try await Harness().run { try await $0.error(path, #"{"model":"ada","input":"a"}"#) }
        #expect(wrong.status == 404 && wrong.code == "model_not_found")
        let none = try await Harness(hasEmbedder: false).run { try await $0.error(path, #"{"input":"a"}"#) }
        #expect(none.status == 404 && none.code == "model_not_found")
    }

    @Test func `models are listed and found by name`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let list = try await client.get("/v1/models").json
            #expect(list["object"].string == "list")
            #expect(list["data"][0]["id"].string == "Scripted-1")
            #expect(list["data"][0]["owned_by"].string == "truthgpt")
            #expect(list["data"][1]["id"].string == "pirate")
            #expect(list["data"][2]["id"].string == "Mini")
            #expect(try await client.get("/v1/models/Mini").json["id"].string == "Mini")
            #expect(try await client.get("/v1/models/default").json["id"].string == "Scripted-1")
            let missing = try Failure(try await client.get("/v1/models/gpt-9"))
            #expect(missing.status == 404 && missing.code == "model_not_found")
        }
    }
}
