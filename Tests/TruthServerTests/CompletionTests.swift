import Testing
import TruthModels
import TruthServer

@Suite struct CompletionTests {
    private let path = "/v1/completions"

    @Test func `a text is continued in OpenAI's shape, by 16 tokens unless told otherwise`() async throws {
        let harness = Harness()
        let answer = try await harness.run { try await $0.post(path, #"{"model":"Scripted-1","prompt":"Once upon"}"#) }
        let json = try answer.json
        #expect(json["object"].string == "text_completion")
        #expect(json["choices"][0]["text"].string == "Hello brave new world")
        #expect(json["choices"][0]["finish_reason"].string == "stop")
        #expect(json["choices"][0]["logprobs"] == .null)
        #expect(json["usage"]["prompt_tokens"].integer == 2)
        #expect(harness.generator.requests.first?.prompt == .text("Once upon"))
        #expect(harness.generator.requests.first?.maximumTokens == 16)
    }

    @Test func `an echoed prompt has log-probabilities as evaluation harnesses read them`() async throws {
        let harness = Harness()
        let body = #"{"prompt":[[5,6,7],[8,9]],"max_tokens":1,"logprobs":1,"seed":1234,"echo":true}"#
        let json = try await harness.run { try await $0.post(path, body) }.json
        #expect(harness.generator.requests.map(\.prompt) .contains(.tokens([5, 6, 7])))
        #expect(json["choices"].count == 2)
        let choice = json["choices"][0]
        #expect(choice["text"].string == "<5><6><7>Hello")
        let probabilities = choice["logprobs"]
        #expect(probabilities["tokens"] == .array([.string("<5>"), .string("<6>"), .string("<7>"), .string("Hello")]))
        #expect(probabilities["token_logprobs"] == .array([.null, .decimal(-0.25), .decimal(-0.25), .decimal(-0.25)]))
        #expect(probabilities["text_offset"] == .array([.integer(0), .integer(3), .integer(6), .integer(9)]))
        #expect(probabilities["top_logprobs"][0] == .null)
        #expect(probabilities["top_logprobs"][1]["<6>"].number == -0.25)
        #expect(json["choices"][1]["index"].integer == 1)
        #expect(json["choices"][1]["text"].string == "<8><9>Hello")
        #expect(json["usage"]["prompt_tokens"].integer == 5)
        #expect(json["usage"]["completion_tokens"].integer == 2)
    }

    @Test func `a prompt can be read without generating anything`() async throws {
        let body = #"{"prompt":"one two three","max_tokens":0,"logprobs":0,"echo":true}"#
        let json = try await Harness().run { try await $0.post(path, body) }.json
        #expect(json["choices"][0]["text"].string == "one two three")
        #expect(json["choices"][0]["logprobs"]["tokens"].count == 3)
        // The chosen token is always among the likeliest, even when none was asked for.
        #expect(json["choices"][0]["logprobs"]["top_logprobs"][1] == .object([" two": .decimal(-0.25)]))
        #expect(json["choices"][0]["finish_reason"].string == "length")
        #expect(json["usage"]["completion_tokens"].integer == 0)
    }

    @Test func `names of alternatives are left as the model has them`() async throws {
        let json = try await Harness().run { try await $0.post(path, #"{"prompt":"x","logprobs":2}"#) }.json
        #expect(json["choices"][0]["logprobs"]["top_logprobs"][0][" fooBar"].number == -2)
    }

    @Test func `several prompts with several answers are numbered in order`() async throws {
        let harness = Harness()
        let json = try await harness.run { try await $0.post(path, #"{"prompt":["a","b c"],"n":3,"seed":10}"#) }.json
        #expect(json["choices"].count == 6)
        #expect((0..<6).allSatisfy { json["choices"][$0]["index"].integer == $0 })
        #expect(json["usage"]["prompt_tokens"].integer == 3)
        #expect(json["usage"]["completion_tokens"].integer == 24)
        #expect(Set(harness.generator.requests.filter { $0.prompt == .text("a") }.map(\.sampling.seed)) == [10, 11, 12])
    }

    @Test func `tokens that are half a character show their bytes and where they begin`() async throws {
        var script = ScriptedGenerator.Script()
        script.tokens = [(Array("é".utf8), "é"), ([0xE2, 0x82], ""), ([0xAC], "€"), (Array("!".utf8), "!")]
        let harness = Harness(generator: ScriptedGenerator(script))
        let choice = try await harness.run { try await $0.post(path, #"{"prompt":"x","logprobs":0}"#) }.json["choices"][0]
        #expect(choice["text"].string == "é€!")
        #expect(choice["logprobs"]["tokens"] == .array([.string("é"), .string("bytes:\\xe2\\x82"), .string("bytes:\\xac"), .string("!")]))
        #expect(choice["logprobs"]["text_offset"] == .array([.integer(0), .integer(1), .integer(1), .integer(2)]))
    }

    @Test func `a stream begins with the echoed prompt and its offsets go on`() async throws {
        let body = #"{"prompt":"one two","logprobs":1,"echo":true,"stream":true,"stream_options":{"include_usage":true}}"#
        let answer = try await Harness().run { try await $0.post(path, body) }
        let chunks = try answer.chunks
        #expect(chunks[0]["choices"][0]["text"].string == "one two")
        #expect(chunks[0]["choices"][0]["logprobs"]["tokens"].count == 2)
        #expect(chunks[1]["choices"][0]["logprobs"]["text_offset"] == .array([.integer(7)]))
        #expect(chunks.compactMap { $0["choices"][0]["text"].string }.joined() == "one twoHello brave new world")
        #expect(chunks.last?["usage"]["total_tokens"].integer == 6)
        #expect(answer.events.last?.data == "[DONE]")
    }

    @Test(arguments: [
        (#"{}"#, "prompt"), (#"{"prompt":5}"#, "prompt"), (#"{"prompt":[]}"#, "prompt"), (#"{"prompt":["a",1]}"#, "prompt[1]"),
        (#"{"prompt":[1,"a"]}"#, "prompt[1]"), (#"{"prompt":[[1],["a"]]}"#, "prompt[1][0]"), (#"{"prompt":[{}]}"#, "prompt[0]"),
        (#"{"prompt":[1,1.5]}"#, "prompt[1]"), (#"{"prompt":"a","logprobs":true}"#, "logprobs"), (#"{"prompt":"a","logprobs":21}"#, "logprobs"),
        (#"{"prompt":"a","echo":1}"#, "echo"), (#"{"prompt":"a","best_of":2}"#, "best_of"), (#"{"prompt":"a","suffix":"x"}"#, "suffix"),
        (#"{"prompt":"a","max_tokens":-1}"#, "max_tokens"), (#"{"prompt":"a","max_completion_tokens":4}"#, "max_completion_tokens"),
        (#"{"prompt":"a","messages":[]}"#, "messages"),
    ])
    func `a mistake is refused by name`(body: String, param: String) async throws {
        let failure = try await Harness().run { try await $0.error(path, body) }
        #expect(failure.status == 400)
        #expect(failure.param == param)
        #expect(failure.message.contains(param))
    }

    @Test func `more answers than the limit are refused`() async throws {
        let prompts = Array(repeating: #""a""#, count: 129).joined(separator: ",")
        let failure = try await Harness().run { try await $0.error(path, #"{"prompt":[\#(prompts)],"n":2}"#) }
        #expect(failure.status == 400)
        #expect(failure.param == "prompt")
    }

    @Test func `an engine's own refusal is explained`() async throws {
        var script = ScriptedGenerator.Script()
        script.error = .unknownToken(id: 99999, vocabularySize: 49152)
        let failure = try await Harness(generator: ScriptedGenerator(script)).run { try await $0.error(path, #"{"prompt":[99999]}"#) }
        #expect(failure.status == 400)
        #expect(failure.message.contains("49151"))
    }
}
