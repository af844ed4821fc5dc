import Foundation
import HTTPTypes
import Hummingbird
import Testing
import TruthServer

@Suite struct SecurityTests {
    private let search = #"{"query":"a"}"#

    @Test(arguments: [
        "localhost", "localhost:8080", "LOCALHOST:1", "127.0.0.1:8080", "[::1]:8080", "[::1]", "truth.example.org:443",
    ])
    func `a Host that names this machine is answered`(host: String) async throws {
        let harness = Harness(configuration: ServerConfiguration(allowedHosts: ["Truth.example.org"]))
        let answer = try await harness.run { try await $0.post("/v1/search", search, headers: [.hostField: host]) }
        #expect(answer.status == 200)
    }

    @Test(arguments: [
        "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "localhost.", "", "localhost:", "localhost:80:80",
        "localhost:99999", "user@localhost", "localhost@evil.example", "[::1", "[::1]evil.example", "[::2]", "0.0.0.0", "127.0.0.2", "2130706433", "localhost/",
    ])
    func `a Host that doesn't is refused on every route`(host: String) async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            for path in ["/", "/health", "/v1/models", "/metrics", "/nowhere"] {
                let failure = try Failure(try await client.get(path, headers: [.hostField: host]))
                #expect(failure.status == 403)
                #expect(failure.code == "host_not_allowed")
            }
            #expect(try await client.error("/v1/ask", #"{"question":"a"}"#, headers: [.hostField: host]).status == 403)
        }
    }

    @Test func `a target that names another host is refused`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            #expect(try await client.get("http://evil.example/health").status == 403)
            #expect(try await client.get("http://localhost/health").status == 200)
        }
    }

    @Test func `over a socket a rebound Host is refused too`() async throws {
        try await Harness().run(.ahc()) { (client: Client) async throws -> Void in
            #expect(try await client.get("/health").status == 200)
            #expect(try await client.get("/health", headers: [.hostField: "evil.example"]).status == 403)
            #expect(try await client.get("/", headers: [.hostField: "evil.example"]).status == 403)
        }
    }

    @Test func `only pages of this server and those let in may call`() async throws {
        let harness = Harness(configuration: ServerConfiguration(allowedOrigins: ["https://intranet.example.org"]))
        try await harness.run { (client: Client) async throws -> Void in
            func status(_ headers: HTTPFields) async throws -> Int {
                try await client.post("/v1/search", search, headers: headers).status
            }
            #expect(try await status([.origin: "http://localhost"]) == 200)
            #expect(try await status([.origin: "https://intranet.example.org"]) == 200)
            #expect(try await status([.origin: "https://intranet.example.org", .site: "cross-site"]) == 200)
            for origin in ["http://evil.example", "null", "http://localhost:3000", "https://intranet.example.org.evil.example", "file://", ""] {
                #expect(try await status([.origin: origin]) == 403, "\(origin)")
            }
            #expect(try await status([.site: "same-origin"]) == 200)
            #expect(try await status([.site: "none"]) == 200)
            #expect(try await status([.site: "cross-site"]) == 403)
            #expect(try await status([.site: "same-site"]) == 403)
            #expect(try await client.get("/v1/search?q=a", headers: [.site: "cross-site"]).status == 403)
            // A link on another website may open the page.
            #expect(try await client.get("/", headers: [.site: "cross-site"]).status == 200)
        }
    }

    @Test func `a website is let in by CORS only when it is named`() async throws {
        let harness = Harness(configuration: ServerConfiguration(allowedOrigins: ["https://intranet.example.org"]))
        try await harness.run { (client: Client) async throws -> Void in
            let own = try await client.post("/v1/search", search, headers: [.origin: "http://localhost"])
            #expect(own.headers[.accessControlAllowOrigin] == nil)
            let foreign = try await client.post("/v1/search", search, headers: [.origin: "https://intranet.example.org"])
            #expect(foreign.headers[.accessControlAllowOrigin] == "https://intranet.example.org")
            let preflight = try await client.send(.options, "/v1/ask", headers: [.origin: "https://intranet.example.org"], body: nil)
            #expect(preflight.status == 204)
            #expect(preflight.headers[.accessControlAllowHeaders] == "Authorization, Content-Type")
            let refused = try await client.send(.options, "/v1/ask", headers: [.origin: "http://evil.example"], body: nil)
            #expect(refused.status == 403)
            #expect(refused.headers[.accessControlAllowOrigin] == nil)
        }
    }

    @Test(arguments: ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/jsonp"])
    func `a body that isn't declared as JSON is refused`(type: String) async throws {
        let failure = try await Harness().run { try await $0.error("/v1/search", search, headers: [.contentType: type]) }
        #expect(failure.status == 415)
    }

    @Test func `a compressed body is refused, JSON with a character set is not`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            #expect(try await client.error("/v1/search", search, headers: [.contentEncoding: "gzip"]).status == 415)
            #expect(try await client.post("/v1/search", search, headers: [.contentType: "Application/JSON; charset=UTF-8"]).status == 200)
        }
    }

    @Test func `every answer carries the headers that bind browsers`() async throws {
        try await Harness().run { (client: Client) async throws -> Void in
            for answer in [
                try await client.get("/"), try await client.get("/nowhere"), try await client.post("/v1/ask", #"{"question":"a"}"#),
                try await client.get("/", headers: [.hostField: "evil.example"]),
            ] {
                let policy = try #require(answer.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && policy.contains("script-src 'self';"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[HTTPField.Name("Referrer-Policy")!] == "no-referrer")
                #expect(answer.headers[HTTPField.Name("Cross-Origin-Opener-Policy")!] == "same-origin")
                #expect(answer.headers[.crossOriginResourcePolicy] == "same-origin")
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
            }
        }
    }

    @Test func `an address that others can reach needs keys`() throws {
        for host in ["0.0.0.0", "::", "192.168.1.5", "example.org", "127.0.0.1.evil.example", "127.1.2.3.4", "127.evil"] {
            let error = #expect(throws: ServerError.self) { try Harness(configuration: .init(host: host)).server() }
            #expect(error == .addressNeedsKeys(host: host))
            #expect(throws: ServerError.self) { try Harness(configuration: .init(host: host, apiKeys: APIKeys())).server() }
        }
        for host in ["127.0.0.1", "127.0.0.53", "::1", "localhost"] {
            #expect(throws: Never.self) { try Harness(configuration: .init(host: host)).server() }
        }
        var keys = APIKeys()
        _ = try keys.generate(name: "a")
        #expect(throws: Never.self) { try Harness(configuration: .init(host: "0.0.0.0", apiKeys: keys)).server() }
    }

    @Test func `with keys the API is closed and the page is open`() async throws {
        var keys = APIKeys()
        let first = try keys.generate(name: "ann")
        let second = try keys.generate(name: "bob")
        try await Harness(configuration: ServerConfiguration(apiKeys: keys)).run { (client: Client) async throws -> Void in
            for path in ["/v1/models", "/v1/search?q=a", "/metrics", "/nowhere"] {
                let answer = try await client.get(path)
                #expect(try Failure(answer).status == 401)
                #expect(try Failure(answer).code == "invalid_api_key")
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            }
            #expect(try await client.error("/v1/chat/completions", "{").status == 401)
            for wrong in ["", "Bearer", "Bearer ", "Bearer tg-", "Bearer \(first)x", "Bearer \(first.dropLast())", "Basic \(first)", first, "Bearer \(first.lowercased())"] {
                #expect(try await client.get("/v1/models", headers: [.authorization: wrong]).status == 401, "\(wrong)")
            }
            for key in [first, second] {
                #expect(try await client.get("/v1/models", headers: [.authorization: "Bearer \(key)"]).status == 200)
            }
            #expect(try await client.get("/v1/models", headers: [.authorization: "bearer \(first)"]).status == 200)
            #expect(try await client.get("/").status == 200)
            let health = try await client.get("/health").json
            #expect(health == .object(["status": .string("ok"), "keyRequired": .boolean(true)]))
            let full = try await client.get("/health", headers: [.authorization: "Bearer \(first)"]).json
            #expect(full["model"]["name"].string == "Scripted-1")
        }
    }

    @Test func `without keys a client's placeholder key does no harm`() async throws {
        let answer = try await Harness().run { try await $0.get("/v1/models", headers: [.authorization: "Bearer sk-none"]) }
        #expect(answer.status == 200)
    }
}

@Suite struct APIKeysTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("keys-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func mode(of path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test func `a key is random, shown once and kept as a hash in a file of its owner's`() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("keys").path
            var keys = try APIKeys(contentsOf: path)
            #expect(keys.entries.isEmpty)
            let key = try keys.generate(name: "ann", on: Date(timeIntervalSince1970: 1_000_000_000))
            let other = try keys.generate(name: "bob")
            #expect(key.hasPrefix("tg-") && key.utf8.count == 46 && key != other)
            try keys.write(to: path)
            #expect(try mode(of: path) == 0o600)
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(!text.contains(key.dropFirst(3)))
            #expect(text.contains("2001-09-09"))
            var read = try APIKeys(contentsOf: path)
            #expect(read == keys)
            #expect(read.name(of: key) == "ann")
            #expect(read.name(of: other) == "bob")
            #expect(read.name(of: "tg-") == nil)
            let isRemoved = read.remove(name: "ann")
            #expect(isRemoved)
            try read.write(to: path)
            #expect(try mode(of: path) == 0o600)
            #expect(try APIKeys(contentsOf: path).name(of: key) == nil)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["keys"])
        }
    }

    @Test func `a key file that others may read, or that is damaged, is refused`() throws {
        try withFolder { folder in
            let path = folder.appendingPathComponent("keys").path
            var keys = APIKeys()
            _ = try keys.generate(name: "ann")
            try keys.write(to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
            #expect(throws: ServerError.keyFileReadableByOthers(path: path, mode: 0o644)) { try APIKeys(contentsOf: path) }
            for line in ["ann", "ann abc 2026-01-01", "ann \(String(repeating: "0", count: 62)) 2026-01-01", "ann \(String(repeating: "x", count: 64)) 2026-01-01"] {
                try Data("\n\(line)\n".utf8).write(to: URL(fileURLWithPath: path))
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
                #expect(throws: ServerError.damagedKeyFile(path: path, line: 2)) { try APIKeys(contentsOf: path) }
            }
        }
    }

    @Test func `names are short, plain and used once`() throws {
        var keys = APIKeys()
        for name in ["", "a b", "a\nb", "é", String(repeating: "a", count: 65), "a/b"] {
            #expect(throws: ServerError.invalidKeyName(name)) { try keys.generate(name: name) }
        }
        _ = try keys.generate(name: "ci-1.x_Y")
        #expect(throws: ServerError.self) { try keys.generate(name: "ci-1.x_Y") }
    }

    @Test func `a folder that can't be written is named`() throws {
        #expect(throws: ServerError.self) { try APIKeys().write(to: "/nonexistent-folder/keys") }
    }
}

extension HTTPField.Name {
    static let hostField = HTTPField.Name("Host")!
    static let site = HTTPField.Name("Sec-Fetch-Site")!
}
