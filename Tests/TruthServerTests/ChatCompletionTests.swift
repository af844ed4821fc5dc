import Testing
import TruthGrammar
import TruthModels
import TruthServer
import TruthTokens

@Suite struct ChatCompletionTests {
    private let path = "/v1/chat/completions"
    private let hello = #"{"model":"Scripted-1","messages":[{"role":"user","content":"Hi there"}]}"#

    @Test func `a chat is answered in OpenAI's shape`() async throws {
        let harness = Harness()
        let answer = try await harness.run { try await $0.post(path, hello) }
        #expect(answer.status == 200)
        let json = try answer.json
        #expect(json["object"].string == "chat.completion")
        #expect(json["model"].string == "Scripted-1")
        #expect(json["id"].string?.hasPrefix("chatcmpl-") == true)
        #expect(json["choices"][0]["message"]["content"].string == "Hello brave new world")
        #expect(json["choices"][0]["message"]["role"].string == "assistant")
        #expect(json["choices"][0]["finish_reason"].string == "stop")
        #expect(json["choices"][0].has("logprobs"))
        #expect(json["usage"]["prompt_tokens"].integer == 2)
        #expect(json["usage"]["completion_tokens"].integer == 4)
        #expect(json["usage"]["total_tokens"].integer == 6)
        #expect(json["usage"]["prompt_tokens_details"]["cached_tokens"].integer == 1)
    }

    @Test func `every option reaches the engine`() async throws {
        let harness = Harness()
        let body = """
            {"model":"default","temperature":0.5,"top_p":0.9,"top_k":40,"min_p":0.05,"repetition_penalty":1.1,"seed":-1,"stop":["a","b"],
             "max_completion_tokens":3,"logprobs":true,"top_logprobs":2,"user":"u","metadata":{"deep":[1]},"store":false,"n":2,
             "service_tier":"auto","frequency_penalty":0,"presence_penalty":0.0,"logit_bias":{},"response_format":{"type":"text"},
             "messages":[{"role":"developer","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]},
                         {"role":"assistant","content":"C","refusal":null,"annotations":[]},{"role":"user","content":"D"}]}
            """
        let answer = try await harness.run { try await $0.post(path, body) }
        #expect(answer.status == 200, "\(answer.text)")
        let request = try #require(harness.generator.requests.first)
        #expect(
            request.prompt
                == .chat([
                    ChatMessage(role: .system, content: "Be brief."), ChatMessage(role: .user, content: "A\nB"),
                    ChatMessage(role: .assistant, content: "C"), ChatMessage(role: .user, content: "D"),
                ]))
        #expect(
            request.sampling
                == SamplingOptions(temperature: 0.5, topK: 40, topP: 0.9, minP: 0.05, repetitionPenalty: 1.1, seed: UInt64.max))
        #expect(request.stop == ["a", "b"])
        #expect(request.maximumTokens == 3)
        #expect(request.topLogProbabilities == 2)
        #expect(Set(harness.generator.requests.map(\.sampling.seed)) == [UInt64.max, 0])
        let json = try answer.json
        #expect(json["choices"].count == 2)
        #expect(json["choices"][1]["index"].integer == 1)
        #expect(json["choices"][0]["finish_reason"].string == "length")
        #expect(json["usage"]["completion_tokens"].integer == 6)
        let token = json["choices"][0]["logprobs"]["content"][0]
        #expect(token["token"].string == "Hello")
        #expect(token["logprob"].number == -0.25)
        #expect(token["bytes"].count == 5)
        #expect(token["top_logprobs"][1]["token"].string == " fooBar")
    }

    @Test func `a stream begins with the role and ends with the reason, the usage and DONE`() async throws {
        var script = ScriptedGenerator.Script()
        script.tokens = [([0xF0, 0x9F], ""), ([0x98, 0x80], "😀"), (Array("\n\nx".utf8), "\n\nx")]
        script.rest = " rest"
        let harness = Harness(generator: ScriptedGenerator(script))
        let body = String(hello.dropLast()) + #","stream":true,"stream_options":{"include_usage":true}}"#
        let answer = try await harness.run { try await $0.post(path, body) }
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/event-stream")
        #expect(answer.events.last?.data == "[DONE]")
        let chunks = try answer.chunks
        #expect(chunks.allSatisfy { $0["object"].string == "chat.completion.chunk" && $0["id"] == chunks[0]["id"] })
        #expect(chunks[0]["choices"][0]["delta"]["role"].string == "assistant")
        let text = chunks.compactMap { $0["choices"][0]["delta"]["content"].string }.joined()
        #expect(text == "😀\n\nx rest")
        #expect(chunks[chunks.count - 2]["choices"][0]["finish_reason"].string == "stop")
        #expect(chunks.dropLast().allSatisfy { $0.has("usage") && $0["usage"] == .null })
        #expect(chunks.last?["choices"].count == 0)
        #expect(chunks.last?["usage"]["completion_tokens"].integer == 3)
    }

    @Test func `a stream without usage doesn't mention it, and carries log-probabilities when asked`() async throws {
        let body = String(hello.dropLast()) + #","stream":true,"logprobs":true,"n":2}"#
        let answer = try await Harness().run { try await $0.post(path, body) }
        let chunks = try answer.chunks
        #expect(!chunks.contains { $0.has("usage") })
        for index in 0..<2 {
            let own = chunks.filter { $0["choices"][0]["index"].integer == index }
            #expect(own.compactMap { $0["choices"][0]["delta"]["content"].string }.joined() == "Hello brave new world")
            #expect(own.filter { $0["choices"][0]["logprobs"]["content"].count == 1 }.count == 4)
        }
    }

    @Test func `a failure after the first token is told in the stream`() async throws {
        var script = ScriptedGenerator.Script()
        script.lateError = .invalidOption(name: "top_k", value: "-1", expected: "0 or more")
        let harness = Harness(generator: ScriptedGenerator(script))
        let answer = try await harness.run { try await $0.post(path, String(hello.dropLast()) + #","stream":true}"#) }
        #expect(answer.status == 200)
        #expect(try answer.chunks.last?["error"]["param"].string == "top_k")
        #expect(answer.events.last?.data != "[DONE]")
    }

    @Test(arguments: [
        (#"{"messages":[]}"#, "messages", "invalid_value"), (#"{}"#, "messages", "missing_required_parameter"),
        (#"{"messages":"hi"}"#, "messages", "invalid_type"), (#"{"messages":[1]}"#, "messages[0]", "invalid_type"),
        (#"{"messages":[{"role":"user"}]}"#, "messages[0].content", "missing_required_parameter"),
        (#"{"messages":[{"role":"tool","content":"x"}]}"#, "messages[0].role", "invalid_value"),
        (#"{"messages":[{"role":"user","content":7}]}"#, "messages[0].content", "invalid_type"),
        (#"{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}"#, "messages[0].content[0].type", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x","name":"Ann"}]}"#, "messages[0].name", "unknown_parameter"),
        (#"{"messages":[{"role":"user","content":"x"}],"temperature":"hot"}"#, "temperature", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"temperature":2.5}"#, "temperature", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"n":0}"#, "n", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"n":17}"#, "n", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"n":1.5}"#, "n", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"n":true}"#, "n", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":0}"#, "max_tokens", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":1e300}"#, "max_tokens", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"max_tokens":1,"max_completion_tokens":2}"#, "max_completion_tokens", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"top_logprobs":2}"#, "top_logprobs", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"logprobs":3}"#, "logprobs", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"stop":["",1]}"#, "stop[0]", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"stop":5}"#, "stop", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"stream":"yes"}"#, "stream", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}"#, "stream_options", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"stream":true,"stream_options":{"x":1}}"#, "stream_options.x", "unknown_parameter"),
        (#"{"messages":[{"role":"user","content":"x"}],"frequency_penalty":0.5}"#, "frequency_penalty", "unsupported_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"presence_penalty":-1}"#, "presence_penalty", "unsupported_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"logit_bias":{"5":1}}"#, "logit_bias", "unsupported_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"store":true}"#, "store", "unsupported_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"service_tier":"flex"}"#, "service_tier", "unsupported_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"xml"}}"#, "response_format.type", "unsupported_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema"}}"#, "response_format.json_schema", "missing_required_parameter"),
        (#"{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"a"}}}"#, "response_format.json_schema.schema", "missing_required_parameter"),
        (#"{"messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_object"},"grammar":"root ::= \"a\""}"#, "grammar", "invalid_value"),
        (#"{"messages":[{"role":"user","content":"x"}],"tools":[]}"#, "tools", "unknown_parameter"),
        (#"{"messages":[{"role":"user","content":"x"}],"frobnicate":1,"zeal":2}"#, "frobnicate", "unknown_parameter"),
        (#"{"messages":[{"role":"user","content":"x"}],"user":5}"#, "user", "invalid_type"),
        (#"{"messages":[{"role":"user","content":"x"}],"metadata":"x"}"#, "metadata", "invalid_type"),
    ])
    func `a mistake is refused by name`(body: String, param: String, code: String) async throws {
        let harness = Harness()
        let failure = try await harness.run { try await $0.error(path, body) }
        #expect(failure.status == 400)
        #expect(failure.param == param)
        #expect(failure.code == code)
        #expect(failure.type == "invalid_request_error")
        #expect(failure.message.contains(param))
        #expect(harness.generator.requests.isEmpty)
    }

    @Test(arguments: [
        (#"{"type":"json_object"}"#, Grammar.Source.jsonObject),
        (#"{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","properties":{"b":{},"a":{}}}}}"#,
            .jsonSchema(#"{"type":"object","properties":{"b":{},"a":{}}}"#)),
    ])
    func `an answer's format reaches the engine, and is compiled once`(format: String, source: Grammar.Source) async throws {
        let harness = Harness()
        let body = #"{"messages":[{"role":"user","content":"x"}],"response_format":\#(format)}"#
        try await harness.run { (client: Client) async throws -> Void in
            for _ in 0..<2 { #expect(try await client.post(path, body).status == 200) }
        }
        let grammars = harness.generator.requests.map(\.grammar)
        #expect(grammars.count == 2 && grammars[0]?.source == source && grammars[0] == grammars[1])
    }

    @Test(arguments: [
        (#""response_format":{"type":"json_schema","json_schema":{"schema":{"properties":{"a":{"not":{}}}}}}"#, "response_format", "#/properties/a"),
        (#""grammar":"root ::= root""#, "grammar", "No finite text"),
    ])
    func `a format that can't be promised is refused with its place`(field: String, param: String, place: String) async throws {
        let failure = try await Harness().run { try await $0.error(path, #"{"messages":[{"role":"user","content":"x"}],\#(field)}"#) }
        #expect(failure.status == 400 && failure.param == param && failure.message.contains(place), "\(failure.message)")
    }

    @Test func `an adapter is asked for as a model`() async throws {
        let harness = Harness()
        let answer = try await harness.run { try await $0.post(path, hello.replacing("Scripted-1", with: "pirate")) }
        #expect(answer.status == 200)
        let model = try answer.json["model"].string
        #expect(model == "pirate")
        #expect(harness.generator.requests.map(\.adapterName) == ["pirate"])
        _ = try await harness.run { try await $0.post(path, hello) }
        #expect(harness.generator.requests.map(\.adapterName) == ["pirate", nil])
    }

    @Test func `an unknown model is not found, a missing one is the one that runs`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let failure = try await client.error(path, hello.replacing("Scripted-1", with: "gpt-9"))
            #expect(failure.status == 404)
            #expect(failure.code == "model_not_found")
            #expect(failure.param == "model")
            #expect(failure.message.contains("Scripted-1"))
            let answer = try await client.post(path, hello.replacing(#""model":"Scripted-1","#, with: ""))
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: [true, false])
    func `a prompt that doesn't fit says how long it is`(stream: Bool) async throws {
        let long = Array(repeating: "word", count: 80).joined(separator: " ")
        let body = #"{"messages":[{"role":"user","content":"\#(long)"}],"stream":\#(stream)}"#
        try await Harness().run { client in
            let failure = try await client.error(path, body)
            #expect(failure.status == 400)
            #expect(failure.code == "context_length_exceeded")
            #expect(failure.message.contains("80") && failure.message.contains("64"))
            // The server closes the connection of a client that was watched; the answer must say so.
            #expect(try await client.post(path, body).headers[.connection] == "close")
        }
    }

    @Test func `text that looks like HTML or breaks lines stays inside the JSON`() async throws {
        var script = ScriptedGenerator.Script()
        let hostile = "</script><script>alert(1)</script>\r\n\r\ndata: [DONE]\u{2028}\0"
        script.tokens = [(Array(hostile.utf8), hostile)]
        let harness = Harness(generator: ScriptedGenerator(script))
        let answer = try await harness.run { try await $0.post(path, String(hello.dropLast()) + #","stream":true}"#) }
        #expect(try answer.chunks.compactMap { $0["choices"][0]["delta"]["content"].string }.joined() == hostile)
        #expect(answer.events.filter { $0.data == "[DONE]" }.count == 1)
        #expect(answer.headers[.contentType] == "text/event-stream")
    }
}
