import Foundation
import Testing
import TruthTensors

struct SettingTests {
    @Test func `an unknown instruction set ends the program with its name`() async throws {
        let result = try await #require(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
            unsafe setenv("TRUTHGPT_ISA", "sse9", 1)
            _ = InstructionSet.best
        }
        let message = String(decoding: result.standardErrorContent, as: UTF8.self)
        #expect(message.contains("sse9") && message.contains("scalar"))
    }

    @Test func `a thread count that is no number ends the program`() async throws {
        let result = try await #require(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
            unsafe setenv("TRUTHGPT_THREADS", "many", 1)
            _ = ThreadCount.forThisProcess()
        }
        #expect(String(decoding: result.standardErrorContent, as: UTF8.self).contains("many"))
    }

    @Test func `settings are followed`() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("TRUTHGPT_ISA", "scalar", 1)
            unsafe setenv("TRUTHGPT_THREADS", "3", 1)
            precondition(Processor.shared.instructionSet == .scalar && Processor.shared.threadCount == 3)
        }
    }
}
