import Testing
import TruthTensors

struct ThreadTests {
    @Test func `the quota of either version of control groups limits the threads`() {
        func quota(_ files: [String: String]) -> Int? { ThreadCount.quota { files[$0] } }
        #expect(quota([:]) == nil)
        let second = ["/proc/self/cgroup": "0::/a/b\n"]
        #expect(quota(second.merging(["/sys/fs/cgroup/a/cpu.max": "250000 100000\n"]) { $1 }) == 3)
        #expect(quota(second.merging(["/sys/fs/cgroup/a/b/cpu.max": "max 100000\n", "/sys/fs/cgroup/cpu.max": "50000 100000\n"]) { $1 }) == 1)
        #expect(quota(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "400000 100000\n"]) == 4)
        let first = ["/proc/self/cgroup": "4:memory:/x\n3:cpu,cpuacct:/x/y\n0::/\n"]
        let folder = "/sys/fs/cgroup/cpu,cpuacct/x/y/"
        #expect(quota(first.merging([folder + "cpu.cfs_quota_us": "200000\n", folder + "cpu.cfs_period_us": "100000\n"]) { $1 }) == 2)
        #expect(quota(first.merging([folder + "cpu.cfs_quota_us": "-1\n", folder + "cpu.cfs_period_us": "100000\n"]) { $1 }) == nil)
        #expect(ThreadCount.forThisProcess() >= 1)
    }

    @Test func `many tasks share a processor without mixing their results`() async {
        let processor = Processor(instructionSet: .best, threadCount: 3)
        var numbers = Numbers(seed: 8)
        let weights = Matrix(rows: 200, columns: 64, values: numbers.array(12800)).converted(to: .q4_1)
        let inputs = (0..<8).map { _ in numbers.array(64) }
        @Sendable func product(_ values: [Float]) -> [Float] {
            let output = Tensor(rows: 0, columns: 200)
            processor.linear(Tensor(rows: 1, columns: 64, values: values), weights, into: output)
            return output.values
        }
        let expected = inputs.map(product)
        await withTaskGroup(of: Bool.self) { group in
            for (input, result) in zip(inputs, expected) {
                group.addTask { (0..<300).allSatisfy { _ in product(input) == result } }
            }
            for await same in group { #expect(same) }
        }
    }

    @Test func `workers that fell asleep wake up`() async throws {
        let processor = Processor(instructionSet: .best, threadCount: 4)
        var numbers = Numbers(seed: 2)
        let weights = Matrix(rows: 512, columns: 64, values: numbers.array(512 * 64)).converted(to: .q8_0)
        let input = Tensor(rows: 1, columns: 64, values: numbers.array(64)), output = Tensor(rows: 0, columns: 512)
        processor.linear(input, weights, into: output)
        let expected = output.values
        for _ in 0..<50 {
            try await Task.sleep(for: .milliseconds(2))
            processor.linear(input, weights, into: output)
            #expect(output.values == expected)
        }
    }
}
