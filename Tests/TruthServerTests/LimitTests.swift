import Foundation
import HTTPTypes
import Hummingbird
import Testing
import TruthServer

@Suite struct LimitTests {
    private let chat = "/v1/chat/completions"
    private let hello = #"{"messages":[{"role":"user","content":"Hi"}]}"#

    private func endless(_ limits: ServerLimits) -> Harness {
        var script = ScriptedGenerator.Script()
        script.isEndless = true
        return Harness(configuration: ServerConfiguration(limits: limits), generator: ScriptedGenerator(script))
    }

    @Test(arguments: [true, false])
    func `beyond the running and the waiting, a request gets 503 and when to come back`(stream: Bool) async throws {
        let harness = endless(ServerLimits(running: 2, waiting: 1))
        let body = hello.dropLast() + #","stream":\#(stream)}"#
        try await harness.run { (client: Client) async throws -> Void in
            try await withThrowingTaskGroup(of: Client.Answer.self) { group in
                for _ in 0..<3 { group.addTask { try await client.post(chat, String(body)) } }
                #expect(try await eventually { harness.generator.running == 2 })
                // The third waits; how many wait is in the metrics.
                var metrics = ""
                for _ in 0..<200 where !metrics.contains("truthgpt_waiting{work=\"generation\"} 1") {
                    metrics = try await client.get("/metrics").text
                    try await Task.sleep(for: .milliseconds(5))
                }
                #expect(metrics.contains("truthgpt_running{work=\"generation\"} 2"))
                #expect(metrics.contains("truthgpt_waiting{work=\"generation\"} 1"))
                let refused = try await client.post(chat, hello)
                #expect(try Failure(refused).status == 503)
                #expect(try Failure(refused).code == "overloaded")
                #expect(refused.headers[.retryAfter] == "5")
                // Searches don't wait behind answers.
                #expect(try await client.get("/v1/search?q=a").status == 200)
                harness.generator.release()
                for try await answer in group { #expect(answer.status == 200) }
            }
            #expect(try await client.post(chat, hello).status == 200)
            #expect(try await client.get("/metrics").text.contains("truthgpt_running{work=\"generation\"} 0"))
        }
    }

    @Test(arguments: [true, false])
    func `a client that goes away frees its place at the next token`(stream: Bool) async throws {
        let harness = endless(ServerLimits(running: 1, waiting: 0))
        let body = hello.dropLast() + #","stream":\#(stream)}"#
        try await harness.run(.ahc()) { (client: Client) async throws -> Void in
            let request = Task { try await client.post(chat, String(body)) }
            #expect(try await eventually { harness.generator.running == 1 })
            #expect(try await client.post(chat, hello).status == 503)
            request.cancel()
            #expect(try await eventually { harness.generator.abandoned == 1 })
            harness.generator.release()
            var status = 503
            for _ in 0..<100 where status == 503 {
                status = try await client.post(chat, hello).status
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(status == 200)
        }
    }

    @Test func `a client that goes away while it waits leaves the queue`() async throws {
        let harness = endless(ServerLimits(running: 1, waiting: 1))
        try await harness.run(.ahc()) { (client: Client) async throws -> Void in
            let running = Task { try await client.post(chat, hello) }
            #expect(try await eventually { harness.generator.running == 1 })
            let waiting = Task { try await client.post(chat, hello) }
            var metrics = ""
            for _ in 0..<200 where !metrics.contains("truthgpt_waiting{work=\"generation\"} 1") {
                metrics = try await client.get("/metrics").text
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(metrics.contains("truthgpt_waiting{work=\"generation\"} 1"))
            waiting.cancel()
            for _ in 0..<200 where !metrics.contains("truthgpt_waiting{work=\"generation\"} 0") {
                metrics = try await client.get("/metrics").text
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(metrics.contains("truthgpt_waiting{work=\"generation\"} 0"))
            harness.generator.release()
            #expect(try await running.value.status == 200)
            #expect(harness.generator.requests.count == 1)
        }
    }

    @Test func `over a socket, answers follow each other on one address`() async throws {
        try await Harness().run(.ahc()) { (client: Client) async throws -> Void in
            for index in 0..<10 {
                let body = hello.dropLast() + #","stream":\#(index.isMultiple(of: 2))}"#
                let answer = try await client.post(chat, String(body))
                #expect(answer.status == 200)
                #expect(answer.headers[.connection] == "close")
                #expect(try await client.post("/v1/search", #"{"query":"a"}"#).status == 200)
                #expect(try await client.post(chat, "{").status == 400)
            }
        }
    }

    @Test(arguments: [true, false])
    func `a request that takes too long is ended`(stream: Bool) async throws {
        let harness = endless(ServerLimits(requestTime: .milliseconds(50)))
        let body = hello.dropLast() + #","stream":\#(stream)}"#
        let answer = try await harness.run { try await $0.post(chat, String(body)) }
        if stream {
            #expect(try answer.chunks.last?["error"]["code"].string == "timeout")
        } else {
            #expect(try Failure(answer).status == 504)
        }
        #expect(try await eventually { harness.generator.abandoned == 1 })
    }

    @Test func `a body beyond the limit is refused, declared or not`() async throws {
        let harness = Harness(configuration: ServerConfiguration(limits: ServerLimits(bodySize: 1000, checkBodySize: 2000)))
        try await harness.run { (client: Client) async throws -> Void in
            func text(_ count: Int) -> String { #"{"text":"\#(String(repeating: "a", count: count - 11))"}"# }
            #expect(try await client.error("/v1/ask", text(1001)).status == 413)
            #expect(try await client.error("/v1/ask", text(1000)).param == "question")
            #expect(try await client.post("/v1/check", text(2000)).status == 200)
            #expect(try await client.error("/v1/check", text(2001)).status == 413)
            #expect(try await client.error("/v1/ask", text(1001), headers: [.contentLength: "5"]).status == 413)
        }
    }

    @Test(arguments: ["", "{", "[]", "null", "7", #"{"messages":[{"role":"user","content":"\ud800"}]}"#, "{\"a\":1,}"])
    func `a body that isn't a JSON object is refused with the place`(body: String) async throws {
        let failure = try await Harness().run { try await $0.error(chat, body) }
        #expect(failure.status == 400)
        #expect(failure.code == "invalid_json" || failure.code == "invalid_type")
    }

    @Test func `hostile JSON is refused or answered, and the server lives`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let deep = #"{"messages":"# + String(repeating: "[", count: 200_000)
            #expect(try await client.error(chat, deep).message.contains("line 1"))
            #expect(try await client.error(chat, #"{"messages":[],"seed":1e400}"#).code == "invalid_json")
            #expect(try await client.error(chat, #"{"messages":[],"seed":99999999999999999999}"#).status == 400)
            #expect(try await client.post(chat, #"{"messages":[{"role":"user","content":"a\u0000b"}]}"#).status == 200)
            #expect(try await client.post("/v1/search", #"{"query":"\u0000\u202e"}"#).status == 200)
            #expect(try await client.get("/health").status == 200)
        }
    }

    @Test func `a port in use is named`() async throws {
        let taken = AsyncStream.makeStream(of: Int.self)
        let first = try TruthServer(
            configuration: .init(port: 0), generator: ScriptedGenerator(), search: ScriptedSearch(), embedder: nil, answering: ScriptedAnswers(),
            evidence: { .init(documents: 0, passages: 0) }, logger: .init(label: "test")
        ) { taken.continuation.yield($0) }
        let running = Task { try await first.run() }
        var ports = taken.stream.makeAsyncIterator()
        let port = try #require(await ports.next())
        let second = try Harness(configuration: .init(port: port)).server()
        let error = await #expect(throws: ServerError.self) { try await second.run() }
        #expect(error == .portInUse(host: "127.0.0.1", port: port))
        #expect(error?.description.contains("\(port)") == true)
        running.cancel()
        _ = await running.result
    }
}
