import TruthTensors

/// The number of threads that a command uses.
enum ThreadOption {
    /// `wanted`, or what the machine and its container allow.
    static func count(_ wanted: Int?) -> Int { wanted ?? ThreadCount.forThisProcess() }
}
