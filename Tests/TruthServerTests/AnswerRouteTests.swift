import Testing
import TruthAnswers
import TruthModels
import TruthServer
import TruthTokens

@Suite struct AnswerRouteTests {
    @Test func `a question is answered by events in order, each with JSON on one line`() async throws {
        let harness = Harness()
        let body = #"{"question":"What is a hash table?","history":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}],"maximumTokens":60,"temperature":0.5,"seed":3}"#
        let answer = try await harness.run { try await $0.post("/v1/ask", body) }
        #expect(answer.status == 200)
        #expect(answer.headers[.contentType] == "text/event-stream")
        #expect(answer.events.map(\.name) == ["searched", "text", "text", "answered", "assessed", "finished"])
        let chunks = try answer.chunks
        let passage = chunks[0]["passages"][0]
        #expect(chunks[0]["query"].string == "What is a hash table?")
        #expect(passage["id"].integer == 7)
        #expect(passage["document"].string == "foldoc:hash table")
        #expect(passage["text"].string == "A data structure <b>that</b> maps keys to values.")
        #expect(passage["created"].string == "2001-09-09T01:46:40Z")
        #expect(passage.has("author") && passage["author"] == .null)
        #expect(passage["url"].string == "https://foldoc.org/hash+table")
        #expect(passage["score"].number == 2.5)
        #expect(chunks[1]["text"].string == "A hash table")
        #expect(chunks[3]["text"].string == "A hash table maps keys.\nNo <i>HTML</i>.")
        #expect(chunks[3]["abstained"] == .boolean(false))
        #expect(chunks[3]["claimCount"].integer == 1)
        let assessed = chunks[4]
        #expect(assessed["index"].integer == 0)
        #expect(assessed["claim"]["start"].integer == 0 && assessed["claim"]["end"].integer == 23)
        #expect(assessed["verdict"].string == "supported")
        #expect(assessed.has("probability") && assessed["probability"] == .null)
        #expect(assessed["calibration"].string == "none")
        #expect(assessed["evidence"][0]["stance"].string == "supports")
        #expect(assessed["evidence"][0]["highlight"]["start"].integer == 2)
        #expect(assessed["evidence"][1].has("highlight") && assessed["evidence"][1]["highlight"] == .null)
        #expect(!assessed["evidence"][0]["passage"].has("score"))
        #expect(assessed["checks"][0]["kind"].string == "words")
        #expect(assessed["checks"][0].has("found") && assessed["checks"][0]["found"] == .null)
        #expect(assessed["reason"].string == "The passage says so.")
        #expect(assessed["asOf"].string == "2004-11-09T11:33:20Z")
        #expect(chunks[5]["verdicts"]["supported"].integer == 1)
        #expect(chunks[5]["verdicts"]["not-checkable"].integer == 1)
        #expect(chunks[5]["usage"]["cachedTokens"].integer == 30)
        #expect(chunks[5]["millisecondsToFirstText"].number == 12.5)
        let question = try #require(harness.answers.questions.first)
        #expect(question.text == "What is a hash table?")
        #expect(question.history == [ChatMessage(role: .user, content: "Hi"), ChatMessage(role: .assistant, content: "Hello")])
        #expect(question.maximumTokens == 60)
        var sampling = AnswerPipeline.Options().sampling
        sampling.temperature = 0.5
        sampling.seed = 3
        #expect(question.sampling == sampling)
    }

    @Test func `without streaming the answer is one object`() async throws {
        let answer = try await Harness().run { try await $0.post("/v1/ask", #"{"question":"What?","stream":false}"#) }
        #expect(answer.headers[.contentType] == "application/json")
        let json = try answer.json
        #expect(json["searched"]["passages"][0]["title"].string == "hash table")
        #expect(json["answer"].string == "A hash table maps keys.\nNo <i>HTML</i>.")
        #expect(json["abstained"] == .boolean(false))
        #expect(json["claims"][0]["verdict"].string == "supported")
        #expect(json["verdicts"]["supported"].integer == 1)
        #expect(json["usage"]["completionTokens"].integer == 9)
        #expect(json["millisecondsToLastVerdict"].number == 30)
    }

    @Test func `a text is checked, streamed or not`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let stream = try await client.post("/v1/check", #"{"text":"A hash table maps keys."}"#)
            #expect(stream.events.map(\.name) == ["answered", "assessed", "finished"])
            #expect(try stream.chunks[2].has("usage"))
            let json = try await client.post("/v1/check", #"{"text":"A hash table maps keys.","stream":false}"#).json
            #expect(json["answer"].string == "A hash table maps keys.")
            #expect(json.has("searched") && json["searched"] == .null)
            #expect(json["claims"].count == 1)
        }
    }

    @Test func `a failure in the middle becomes an error event`() async throws {
        struct Broken: Error {}
        let answer = try await Harness(answers: ScriptedAnswers(lateError: Broken())).run { try await $0.post("/v1/ask", #"{"question":"What?"}"#) }
        #expect(answer.events.map(\.name) == ["searched", "text", "error"])
        #expect(try answer.chunks[2]["error"]["code"].string == "internal_error")
        #expect(!answer.text.contains("Broken"))
    }

    @Test(arguments: [
        ("/v1/ask", #"{}"#, "question"), ("/v1/ask", #"{"question":"  "}"#, "question"), ("/v1/ask", #"{"question":1}"#, "question"),
        ("/v1/ask", #"{"question":"a","history":{}}"#, "history"), ("/v1/ask", #"{"question":"a","history":[{"role":"system","content":"x"}]}"#, "history[0].role"),
        ("/v1/ask", #"{"question":"a","history":[{"role":"user"}]}"#, "history[0].content"), ("/v1/ask", #"{"question":"a","maximumTokens":0}"#, "maximumTokens"),
        ("/v1/ask", #"{"question":"a","maximumTokens":65}"#, "maximumTokens"), ("/v1/ask", #"{"question":"a","model":"x"}"#, "model"),
        ("/v1/check", #"{"text":""}"#, "text"), ("/v1/check", #"{"text":"a","question":"b"}"#, "question"), ("/v1/check", #"{"text":["a"]}"#, "text"),
        ("/v1/search", #"{"query":" "}"#, "query"), ("/v1/search", #"{"q":"a"}"#, "query"), ("/v1/search", #"{"query":"a","limit":0}"#, "limit"),
        ("/v1/search", #"{"query":"a","limit":101}"#, "limit"),
    ])
    func `a mistake is refused by name`(path: String, body: String, param: String) async throws {
        let failure = try await Harness().run { try await $0.error(path, body) }
        #expect(failure.status == 400)
        #expect(failure.param == param)
    }

    @Test func `a search works by address and by body`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let get = try await client.get("/v1/search?q=hash%20table%2B&limit=5").json
            #expect(get["query"].string == "hash table+")
            #expect(get["passages"][0]["score"].number == 2.5)
            let post = try await client.post("/v1/search", #"{"query":"hash","limit":1}"#).json
            #expect(post["passages"].count == 1)
            #expect(try Failure(try await client.get("/v1/search?q=a&limit=x")).param == "limit")
            #expect(try Failure(try await client.get("/v1/search?limit=3")).param == "q")
            #expect(try Failure(try await client.get("/v1/search?q=a&x=1")).param == "x")
        }
    }

    @Test func `a search takes filters and an order, and refuses what is none by name`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let all = "q=a&source=X&author=ann&language=en&from=2021&to=2021-05-01&asOf=2021-05-01T10:00:00Z&sort=newest&mode=lexical"
            let passage = try await client.get("/v1/search?" + all).json["passages"][0]
            #expect(passage["copies"].integer == 1 && passage["sourceCount"].integer == 1 && passage["highlights"].count == 0)
            #expect(passage.has("span") && passage.has("language") && passage.has("context"))
            let wrong = [("from", "yesterday"), ("to", "2021-02-30"), ("asOf", "01/05/2021"), ("sort", "oldest"), ("mode", "magic")]
            for (name, value) in wrong {
                let failure = try Failure(try await client.get("/v1/search?q=a&\(name)=\(value)"))
                #expect(failure.param == name)
            }
            #expect(try Failure(try await client.post("/v1/search", #"{"query":"a","author":5}"#)).param == "author")
        }
    }
}
