import HTTPTypes
import Hummingbird
import Testing
import TruthServer

@Suite struct StatusAndPageTests {
    @Test func `health says what runs, and that the evidence can be read`() async throws {
        let json = try await Harness().run { try await $0.get("/health") }.json
        #expect(json["status"].string == "ok")
        #expect(json["keyRequired"] == .boolean(false))
        #expect(json["version"].string == "1.2.3")
        #expect(json["model"]["name"].string == "Scripted-1")
        #expect(json["model"]["contextLength"].integer == 64)
        #expect(json["embedder"]["dimension"].integer == 3)
        #expect(json["evidence"]["passages"].integer == 5)
        struct Broken: Error {}
        let broken = try await Harness(evidence: { throw Broken() }).run { try await $0.get("/health") }
        #expect(broken.status == 503)
        #expect(try broken.json["status"].string == "degraded")
        #expect(try broken.json["evidence"] == .null)
        let without = try await Harness(hasEmbedder: false).run { try await $0.get("/health") }.json
        #expect(without.has("embedder") && without["embedder"] == .null)
    }

    @Test func `metrics count requests, tokens and verdicts`() async throws {
        let text = try await Harness().run { client in
            _ = try await client.post("/v1/chat/completions", #"{"messages":[{"role":"user","content":"Hi there"}]}"#)
            _ = try await client.post("/v1/ask", #"{"question":"a"}"#)
            _ = try await client.post("/v1/ask", #"{"question":1}"#)
            _ = try await client.get("/nowhere/\"secret\"")
            _ = try await client.send(.init("BREW")!, "/health", body: nil)
            return try await client.get("/metrics").text
        }
        for line in [
            "# TYPE truthgpt_requests_total counter", "# TYPE truthgpt_request_seconds histogram", "# TYPE truthgpt_running gauge",
            #"truthgpt_requests_total{route="/v1/chat/completions",method="POST",status="200"} 1"#,
            #"truthgpt_requests_total{route="/v1/ask",method="POST",status="200"} 1"#,
            #"truthgpt_requests_total{route="/v1/ask",method="POST",status="400"} 1"#,
            #"truthgpt_requests_total{route="NotFound",method="GET",status="404"} 1"#,
            #"truthgpt_requests_total{route="NotFound",method="other",status="404"} 1"#,
            #"truthgpt_tokens_total{kind="prompt"} 42"#, #"truthgpt_tokens_total{kind="completion"} 13"#, #"truthgpt_tokens_total{kind="cached"} 31"#,
            #"truthgpt_verdicts_total{verdict="not-checkable"} 1"#, #"truthgpt_request_seconds_bucket{route="/v1/ask",le="+Inf"} 2"#,
            #"truthgpt_request_seconds_count{route="/v1/ask"} 2"#, "truthgpt_first_text_seconds_count 2", "truthgpt_last_verdict_seconds_count 1",
            #"truthgpt_waiting{work="lookup"} 0"#,
        ] {
            #expect(text.split(separator: "\n").contains(Substring(line)), "\(line)")
        }
        #expect(!text.contains("secret"))
    }

    @Test func `an unknown address is not found, a wrong method is told the right ones`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let missing = try Failure(try await client.get("/v1/nothing"))
            #expect(missing.status == 404 && missing.code == "not_found")
            let wrong = try await client.get("/v1/ask")
            #expect(try Failure(wrong).status == 405)
            #expect(wrong.headers[.allow] == "POST")
            let deleted = try await client.send(.delete, "/v1/search", body: nil)
            #expect(try Failure(deleted).status == 405)
            #expect(deleted.headers[.allow] == "GET, HEAD, POST")
            for path in ["/../etc/passwd", "/%2e%2e/etc/passwd", "/index.html/..", "/Page/index.html", "/.git/config", "/v1"] {
                #expect(try await client.get(path).status == 404, "\(path)")
            }
        }
    }

    @Test func `the page is served with its type, and once only`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            let page = try await client.get("/")
            #expect(page.status == 200)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            #expect(page.text.lowercased().hasPrefix("<!doctype html>"))
            #expect(page.headers[.cacheControl] == "no-cache")
            let tag = try #require(page.headers[.eTag])
            let again = try await client.get("/", headers: [.ifNoneMatch: "\"x\", \(tag)"])
            #expect(again.status == 304)
            #expect(again.text.isEmpty)
            let head = try await client.send(.head, "/", body: nil)
            #expect(head.status == 200 && head.text.isEmpty)
        }
    }

    @Test func `every file that the page asks for is served, as what it is`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            var waiting = ["/"]
            var seen: Set<String> = []
            while let path = waiting.popLast() {
                guard seen.insert(path).inserted else { continue }
                let file = try await client.get(path)
                #expect(file.status == 200, "\(path)")
                let ending = path.split(separator: ".").last.map(String.init) ?? "/"
                let types = ["/": "text/html", "js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"]
                #expect(file.headers[.contentType]?.hasPrefix(types[ending] ?? "?") == true, "\(path)")
                for match in file.text.matches(of: /(?:src=|href=|from |import )"(\/?[a-z]+\.(?:js|css|svg))"/) {
                    waiting.append(match.1.hasPrefix("/") ? String(match.1) : "/" + match.1)
                }
            }
            #expect(seen.count > 10)
        }
    }
}
