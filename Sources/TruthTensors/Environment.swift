#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The value of an environment variable; `nil` when unset or empty.
func environment(_ name: String) -> String? {
    // The text is copied at once; nothing in this program changes its environment.
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
}

/// Ends the program with a message on standard error: settings it can't run with.
func refuse(_ message: String) -> Never {
    let line = Array((message + "\n").utf8)
    // write reads line.count bytes; if even that fails there is nobody left to tell.
    _ = unsafe write(STDERR_FILENO, line, line.count)
    exit(2)
}
