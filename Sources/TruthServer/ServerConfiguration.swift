import TruthAnswers
import TruthModels

/// Where and how the server listens, and what it allows.
public struct ServerConfiguration: Sendable {
    /// The address to bind; any but a loopback address needs `apiKeys`.
    public var host: String
    /// The port to bind; 0 lets the system choose.
    public var port: Int
    /// Who may call the API; `nil` lets everyone in who reaches the address.
    public var apiKeys: APIKeys?
    /// Names, beyond this machine's own, under which browsers and clients may address the server, such as `truth.example.org`.
    public var allowedHosts: [String]
    /// Websites, beyond the server's own page, that may call the API, such as `https://intranet.example.org`.
    public var allowedOrigins: [String]
    /// How tokens are drawn on OpenAI's routes when a request doesn't say.
    public var sampling: SamplingOptions
    /// How tokens are drawn on `/v1/ask` when a request doesn't say.
    public var answerSampling: SamplingOptions
    /// The program's version, for `/health`.
    public var version: String
    public var limits: ServerLimits

    public init(
        host: String = "127.0.0.1", port: Int = 8080, apiKeys: APIKeys? = nil, allowedHosts: [String] = [],
        allowedOrigins: [String] = [], sampling: SamplingOptions = .init(),
        answerSampling: SamplingOptions = AnswerPipeline.Options().sampling, version: String = "", limits: ServerLimits = .init()
    ) {
        self.host = host
        self.port = port
        self.apiKeys = apiKeys
        self.allowedHosts = allowedHosts
        self.allowedOrigins = allowedOrigins
        self.sampling = sampling
        self.answerSampling = answerSampling
        self.version = version
        self.limits = limits
    }

    /// Whether only this machine can reach `host`.
    public var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.isLoopbackIPv4
    }
}

extension String {
    /// Whether this is `127.` followed by three numbers of at most 255.
    fileprivate var isLoopbackIPv4: Bool {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
