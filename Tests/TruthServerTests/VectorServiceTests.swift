import Hummingbird
import HummingbirdTesting
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TruthEvidence
import TruthServer

@Suite struct VectorServiceTests {
    /// Says that it computes one passage after another, as long as it is let.
    private final class ScriptedVectors: VectorKeeping {
        private struct Failure: Error {}
        let count = Atomic(0)
        let calls = Atomic(0)
        let total: Int
        let fails: Bool

        init(total: Int, fails: Bool = false) {
            self.total = total
            self.fails = fails
        }

        func update(progress: (PassageEmbedding.Progress) throws -> Void) throws -> Bool {
            calls.wrappingAdd(1, ordering: .relaxed)
            if fails { throw Failure() }
            let before = count.load(ordering: .relaxed)
            while count.load(ordering: .relaxed) < total {
                count.wrappingAdd(1, ordering: .relaxed)
                try progress(.init(embedded: count.load(ordering: .relaxed), total: total))
            }
            return before < total
        }
    }

    @Test func `vectors are computed, health tells how many, and a server that is told to stop does`() async throws {
        let vectors = ScriptedVectors(total: 1_000_000_000)
        let server = try Harness(vectors: vectors).server()
        let group = ServiceGroup(configuration: .init(services: [try #require(server.vectorService)], logger: Logger(label: "test")))
        async let stopped: Void = group.run()
        #expect(try await eventually { vectors.count.load(ordering: .relaxed) > 100 })
        let health = try await server.application.test(.router) { try await Client(client: $0).get("/health").json }
        #expect(try #require(health["vectors"]["embedded"].integer) > 0 && health["vectors"]["total"].integer == 1_000_000_000)
        await group.triggerGracefulShutdown()
        try await stopped
        let count = vectors.count.load(ordering: .relaxed)
        try await Task.sleep(for: .milliseconds(100))
        #expect(vectors.count.load(ordering: .relaxed) == count)
    }

    @Test func `vectors wait while a request runs, and go on after it`() async throws {
        var script = ScriptedGenerator.Script()
        script.isEndless = true
        let generator = ScriptedGenerator(script)
        let vectors = ScriptedVectors(total: 1_000_000_000)
        var harness = Harness(vectors: vectors)
        harness.generator = generator
        let server = try harness.server()
        let group = ServiceGroup(configuration: .init(services: [try #require(server.vectorService)], logger: Logger(label: "test")))
        try await server.application.test(.router) { router in
            let client = Client(client: router)
            async let answer = client.post("/v1/chat/completions", #"{"messages":[{"role":"user","content":"Hi"}]}"#)
            #expect(try await eventually { generator.running == 1 })
            async let stopped: Void = group.run()
            // One is computed, then it waits.
            #expect(try await eventually { vectors.count.load(ordering: .relaxed) == 1 })
            try await Task.sleep(for: .milliseconds(200))
            #expect(vectors.count.load(ordering: .relaxed) == 1)
            generator.release()
            #expect(try await answer.status == 200)
            #expect(try await eventually { vectors.count.load(ordering: .relaxed) > 10 })
            await group.triggerGracefulShutdown()
            try await stopped
        }
    }

    @Test func `a failure is no reason to end, and without vectors there is nothing to do`() async throws {
        let vectors = ScriptedVectors(total: 1, fails: true)
        let server = try Harness(vectors: vectors).server()
        let group = ServiceGroup(configuration: .init(services: [try #require(server.vectorService)], logger: Logger(label: "test")))
        async let stopped: Void = group.run()
        #expect(try await eventually { vectors.calls.load(ordering: .relaxed) == 1 })
        let health = try await server.application.test(.router) { try await Client(client: $0).get("/health").json }
        #expect(health["status"].string == "ok" && health.has("vectors") && health["vectors"] == .null)
        await group.triggerGracefulShutdown()
        try await stopped
        #expect(try Harness().server().vectorService == nil)
    }
}
