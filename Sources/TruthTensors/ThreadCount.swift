import CTruthKernels

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How many threads to use: what the system lets this process run on, or what `TRUTHGPT_THREADS` says.
package enum ThreadCount {
    /// Processors of the affinity mask, or fewer where a control group limits the time (containers), or `TRUTHGPT_THREADS`.
    ///
    /// A value of `TRUTHGPT_THREADS` that is no number from 1 to 1024 ends the program with a message.
    package static func forThisProcess() -> Int {
        if let text = environment("TRUTHGPT_THREADS") {
            guard let count = Int(text), (1...1024).contains(count) else {
                refuse("TRUTHGPT_THREADS is \"\(text)\"; expected a number from 1 to 1024. Correct or unset the variable.")
            }
            return count
        }
        return min(Int(tg_affinity_count()), quota(files: readText) ?? .max)
    }

    /// The processors' worth of time that control groups allow, rounded up; `nil` without a limit.
    ///
    /// Version 2 keeps `quota period` in `cpu.max`, version 1 keeps them in two files. A limit may stand at any level above the
    /// process, and inside a container the own group is often mounted as the root.
    package static func quota(files read: (String) -> String?) -> Int? {
        var limits: [Int] = []
        for line in (read("/proc/self/cgroup") ?? "").split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            for path in ancestors(of: String(fields[2])) {
                if fields[1].isEmpty {
                    limits += ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].compactMap { limit(read($0 + path + "cpu.max")) }
                } else if fields[1].split(separator: ",").contains("cpu") {
                    for root in ["/sys/fs/cgroup/cpu", "/sys/fs/cgroup/cpu,cpuacct"] {
                        guard let quota = read(root + path + "cpu.cfs_quota_us"), let period = read(root + path + "cpu.cfs_period_us")
                        else { continue }
                        limits += [limit(quota + " " + period)].compactMap { $0 }
                    }
                }
            }
        }
        return limits.min()
    }

    /// `/a/b` gives `/a/b/`, `/a/` and `/`.
    private static func ancestors(of path: String) -> [String] {
        let names = path.split(separator: "/")
        return (0...names.count).reversed().map { "/" + names[0..<$0].map { $0 + "/" }.joined() }
    }

    /// `200000 100000` gives 2; `max 100000` and `-1 100000` give `nil`.
    private static func limit(_ text: String?) -> Int? {
        guard let text else { return nil }
        let numbers = text.split(whereSeparator: \.isWhitespace).map { Int($0) }
        guard numbers.count >= 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0 else { return nil }
        return max(1, (quota + period - 1) / period)
    }

    private static func readText(_ path: String) -> String? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65536)
        // fread writes at most bytes.count bytes.
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[0..<count], as: UTF8.self)
    }
}
