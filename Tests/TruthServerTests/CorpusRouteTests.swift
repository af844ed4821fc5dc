import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import TruthServer

@Suite struct CorpusRouteTests {
    private let corpus = ScriptedCorpus()
    private let file: HTTPFields = [.contentType: "application/octet-stream"]

    private func harness(_ configuration: ServerConfiguration = .init()) -> Harness {
        Harness(configuration: configuration, corpus: corpus)
    }

    @Test func `the corpus is counted, and what search can be asked by is named`() async throws {
        let json = try await harness().run { try await $0.get("/v1/corpus") }.json
        #expect(json["documents"].integer == 3 && json["authors"].integer == 2)
        #expect(json["sources"][0]["name"].string == "<b>notes</b>")
        #expect(json["languages"][1].has("code") && json["languages"][1]["code"] == .null)
        #expect(json["years"][0]["year"].integer == 2024)
        #expect(json["hasReport"] == .boolean(false) && json["uploadLimit"].integer == 4 << 30)
        #expect(json.has("searchFilters"))
        #expect(try await Harness().run { try await $0.get("/v1/corpus") }.status == 404)
    }

    @Test(arguments: [false, true])
    func `a file is read, and its progress and faults are told`(overSocket: Bool) async throws {
        try await harness().run(overSocket ? .ahc() : .router) { (client: Client) async throws -> Void in
            let answer = try await client.post("/v1/corpus/documents?name=a.txt", "one\nbad\ntwo\n", headers: file)
            #expect(answer.status == 200)
            #expect(answer.events.map(\.name) == ["rejected", "stored", "finished"])
            let chunks = try answer.chunks
            #expect(chunks[0]["reason"].string == "a.txt, record 1: bad" || chunks[0]["reason"].string == "a.txt, record 2: bad")
            #expect(chunks[2]["counts"]["added"].integer == 2 && chunks[2]["counts"]["rejected"].integer == 1)
            #expect(try await client.post("/v1/corpus/documents?name=posts.2024.jsonl.gz&source=My%20posts", "x", headers: file).status == 200)
            #expect(try await client.post("/v1/corpus/documents?name=posts.2024.jsonl.gz", "x", headers: file).status == 200)
        }
        #expect(corpus.added.map(\.source) == ["a", "My posts", "posts"])
        #expect(corpus.added.first?.text == "one\nbad\ntwo\n")
        #expect(try await eventually { corpus.leftovers.isEmpty })
    }

    @Test func `of very many faults only the first are told one by one`() async throws {
        let body = String(repeating: "bad\n", count: 250)
        let answer = try await harness().run { try await $0.post("/v1/corpus/documents?name=a.txt", body, headers: file) }
        #expect(answer.events.count { $0.name == "rejected" } == 100)
        #expect(try answer.chunks.last?["unnamedRejections"].integer == 150)
    }

    @Test(arguments: [
        ("?name=a.exe", 400, "unreadable_file"), ("?name=full.txt", 507, "disk_full"), ("", 400, "missing_required_parameter"),
        ("?name=", 400, "invalid_value"), ("?name=..%2F..%2Fetc%2Fpasswd", 400, "invalid_value"), ("?name=.hidden", 400, "invalid_value"),
        ("?name=a%00b.txt", 400, "invalid_value"), ("?name=a.txt&source=%20", 400, "invalid_value"), ("?name=a.txt&force=1", 400, "unknown_parameter"),
        ("?name=..", 400, "invalid_value"), ("?name=a%5Cb.txt", 400, "invalid_value"),
    ])
    func `a file that can't be taken is refused with the reason, and nothing stays behind`(query: String, status: Int, code: String) async throws {
        let failure = try await harness().run { try await $0.error("/v1/corpus/documents\(query)", "text", headers: file) }
        #expect(failure.status == status && failure.code == code)
        #expect(try await eventually { corpus.leftovers.isEmpty })
    }

    @Test(arguments: ["application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""])
    func `a body that a form could send is refused`(type: String) async throws {
        let failure = try await harness().run {
            try await $0.error("/v1/corpus/documents?name=a.txt", "text", headers: [.contentType: type])
        }
        #expect(failure.status == 415 && corpus.added.isEmpty)
    }

    @Test func `an upload that is empty, too large or too slow is refused`() async throws {
        let limits = ServerLimits(uploadSize: 1000)
        try await harness(.init(limits: limits)).run { (client: Client) async throws -> Void in
            let path = "/v1/corpus/documents?name=a.txt"
            #expect(try await client.post(path, String(repeating: "a", count: 1000), headers: file).status == 200)
            #expect(try await client.error(path, String(repeating: "a", count: 1001), headers: file).status == 413)
            #expect(try await client.error(path, "", headers: file).code == "empty_file")
        }
        #expect(try await eventually { corpus.leftovers.isEmpty })
    }

    @Test func `another website can't add files, and a key is asked for`() async throws {
        let path = "/v1/corpus/documents?name=a.txt"
        let foreign: HTTPFields = [.contentType: "application/octet-stream", .origin: "http://evil.example"]
        let refused = try await harness().run { try await $0.post(path, "x", headers: foreign) }
        #expect(refused.status == 403)
        var keys = APIKeys()
        let key = try keys.generate(name: "ann")
        try await harness(.init(apiKeys: keys)).run { (client: Client) async throws -> Void in
            for path in ["/v1/corpus", "/v1/corpus/report"] { #expect(try await client.get(path).status == 401) }
            #expect(try await client.post(path, "x", headers: file).status == 401)
            var allowed = file
            allowed[.authorization] = "Bearer \(key)"
            #expect(try await client.post(path, "x", headers: allowed).status == 200)
        }
        #expect(corpus.added.count == 1)
    }

    @Test func `an import that nobody waits for stops after the batch it is at`() async throws {
        corpus.isHeld = true
        try await harness().run(.ahc()) { (client: Client) async throws -> Void in
            let request = Task { try await client.post("/v1/corpus/documents?name=a.txt", "line\n", headers: file) }
            #expect(try await eventually { corpus.added.count == 1 })
            request.cancel()
            #expect(try await eventually { corpus.stopped == 1 })
        }
        #expect(try await eventually { corpus.leftovers.isEmpty })
    }

    @Test func `the report is shown in a sandbox, once there is one`() async throws {
        try await harness().run { (client: Client) async throws -> Void in
            #expect(try Failure(try await client.get("/v1/corpus/report")).code == "no_report")
            corpus.page = Data("<!doctype html><style>p{}</style><p>Sheet".utf8)
            let page = try await client.get("/v1/corpus/report")
            #expect(page.status == 200 && page.text.contains("Sheet"))
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("sandbox") && policy.contains("default-src 'none'") && !policy.contains("script-src"))
        }
    }

    @Test func `what a killed server left behind is removed at the start`() async throws {
        try FileManager.default.createDirectory(atPath: corpus.uploadFolder + "/left", withIntermediateDirectories: true)
        _ = try harness().server()
        #expect(corpus.leftovers.isEmpty)
    }
}
