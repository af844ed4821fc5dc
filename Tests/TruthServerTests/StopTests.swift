import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Testing
import TruthServer

@Suite struct StopTests {
    @Test func `told to stop, the server finishes what runs and takes nothing new`() async throws {
        var script = ScriptedGenerator.Script()
        script.isEndless = true
        let generator = ScriptedGenerator(script)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let server = try TruthServer(
            configuration: ServerConfiguration(port: 0), generator: generator, search: ScriptedSearch(), embedder: nil,
            answering: ScriptedAnswers(), evidence: { EvidenceSummary(documents: 0, passages: 0) }, logger: Logger(label: "test")
        ) { listening.yield($0) }
        let group = ServiceGroup(configuration: .init(services: [server], logger: Logger(label: "test")))
        async let stopped: Void = group.run()
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())

        let status = try await TestClient.withClient(host: "127.0.0.1", port: port) { client in
            let body = ByteBuffer(string: #"{"messages":[{"role":"user","content":"Hi"}],"stream":true}"#)
            let request = TestClient.Request(
                "/v1/chat/completions", method: .post, authority: "127.0.0.1", headers: [.contentType: "application/json"], body: body)
            async let answer = client.execute(request)
            #expect(try await eventually { generator.running == 1 })
            await group.triggerGracefulShutdown()
            #expect(try await isClosed(port))
            generator.release()
            let finished = try await answer
            #expect(finished.body.map { String(buffer: $0).hasSuffix("data: [DONE]\n\n") } == true)
            return finished.status
        }
        #expect(status == .ok)
        try await stopped
    }

    /// Whether the port stops taking connections within two seconds.
    private func isClosed(_ port: Int) async throws -> Bool {
        for _ in 0..<200 {
            do {
                _ = try await TestClient.withClient(host: "127.0.0.1", port: port) { try await $0.get("/health") }
            } catch {
                return true
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
