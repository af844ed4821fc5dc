/// Why the server can't start, or its keys can't be used.
public enum ServerError: Error, Hashable, CustomStringConvertible {
    case addressNeedsKeys(host: String)
    case portInUse(host: String, port: Int)
    case cannotBind(host: String, port: Int, reason: String)
    /// A line of a key file that isn't `name hash date`.
    case damagedKeyFile(path: String, line: Int)
    case keyFileReadableByOthers(path: String, mode: Int)
    case cannotUseKeyFile(path: String, reason: String)
    case invalidKeyName(String)
    case keyNameTaken(name: String, path: String)

    public var description: String {
        switch self {
        case .addressNeedsKeys(let host):
            "Listening on \(host) would let other machines in, so it needs API keys. Create one and serve with it, or listen on 127.0.0.1."
        case .portInUse(let host, let port):
            "Port \(port) on \(host) is in use by another program. Stop that program, or choose another port with --port."
        case .cannotBind(let host, let port, let reason):
            "Can't listen on \(host), port \(port): \(reason). Check that this machine has the address and that the port may be used."
        case .damagedKeyFile(let path, let line):
            "\(path): line \(line) is not a key (a name, 64 hexadecimal digits, a date). Remove the line, and create the key anew."
        case .keyFileReadableByOthers(let path, let mode):
            "\(path) has mode \(String(mode, radix: 8)), so others may read it. Run: chmod 600 \(path)"
        case .cannotUseKeyFile(let path, let reason):
            "\(path): \(reason)"
        case .invalidKeyName(let name):
            "\"\(name)\" can't name a key. Use 1 to 64 letters, digits, dots, hyphens and underscores."
        case .keyNameTaken(let name, let path):
            "\(path) already has a key named \(name). Choose another name."
        }
    }
}
