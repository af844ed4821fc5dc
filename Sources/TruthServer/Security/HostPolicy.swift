/// Which names a request may address the server by, and which websites may send one.
///
/// A website can make a browser send requests to 127.0.0.1, either across origins or under its own name with an
/// address that it switches to 127.0.0.1 (DNS rebinding). The first shows in `Origin` and `Sec-Fetch-Site`, the second in `Host`.
package struct HostPolicy: Sendable {
    private let hosts: Set<String>
    private let origins: Set<String>

    package init(configuration: ServerConfiguration) {
        var hosts: Set<String> = ["localhost", "127.0.0.1", "[::1]"]
        hosts.formUnion(configuration.allowedHosts.map { $0.lowercased() })
        if !["0.0.0.0", "::"].contains(configuration.host) {
            hosts.insert(configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host.lowercased())
        }
        self.hosts = hosts
        origins = Set(configuration.allowedOrigins.map { $0.lowercased() })
    }

    /// Whether `authority`, such as `localhost:8080`, names this server, on any port.
    package func allows(authority: String) -> Bool {
        guard let host = Self.host(of: authority.lowercased()) else { return false }
        return hosts.contains(host)
    }

    /// Whether a page of `origin` may call the server that it knows as `authority`.
    package func allows(origin: String, authority: String) -> Bool {
        let origin = origin.lowercased()
        let own = authority.lowercased()
        return origin == "http://" + own || origin == "https://" + own || origins.contains(origin)
    }

    /// Whether `origin` is another website that was let in by name.
    package func isForeign(origin: String) -> Bool {
        origins.contains(origin.lowercased())
    }

    /// The host of `host`, `host:port`, `[address]` or `[address]:port`; `nil` when it is none of these.
    private static func host(of authority: String) -> String? {
        let end: String.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else {
            end = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let port = authority[end...]
        let isPort = port.isEmpty || (port.first == ":" && UInt16(port.dropFirst()) != nil)
        return isPort ? String(authority[..<end]) : nil
    }
}
