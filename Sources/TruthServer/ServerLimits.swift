/// What one server takes on at once.
public struct ServerLimits: Sendable, Hashable {
    /// The largest body of a request, in bytes.
    public var bodySize: Int
    /// The largest body of `/v1/check`, in bytes.
    public var checkBodySize: Int
    /// The largest file that may be sent to the corpus, in bytes.
    public var uploadSize: Int
    /// How long such a file may take to arrive.
    public var uploadTime: Duration
    /// How long its reading may take.
    public var importTime: Duration
    /// How many requests generate or check at the same time.
    public var running: Int
    /// How many more may wait for a place; the next one gets 503.
    public var waiting: Int
    /// How many connections may be open.
    public var connections: Int
    /// How long a request may take, waiting included.
    public var requestTime: Duration
    /// How long a body may take to arrive.
    public var bodyTime: Duration
    /// How long a connection may stay silent between requests or while it sends one.
    public var idleTime: Duration
    /// How long running requests may go on after the server is told to stop.
    public var drainTime: Duration

    public init(
        bodySize: Int = 1 << 20, checkBodySize: Int = 2 << 20, uploadSize: Int = 4 << 30, uploadTime: Duration = .seconds(3600),
        importTime: Duration = .seconds(7200), running: Int = 4, waiting: Int = 32, connections: Int = 512,
        requestTime: Duration = .seconds(300), bodyTime: Duration = .seconds(30), idleTime: Duration = .seconds(30),
        drainTime: Duration = .seconds(20)
    ) {
        self.bodySize = bodySize
        self.checkBodySize = checkBodySize
        self.uploadSize = uploadSize
        self.uploadTime = uploadTime
        self.importTime = importTime
        self.running = running
        self.waiting = waiting
        self.connections = connections
        self.requestTime = requestTime
        self.bodyTime = bodyTime
        self.idleTime = idleTime
        self.drainTime = drainTime
    }
}
