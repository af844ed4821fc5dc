import CFuzzer
import Foundation

/// Runs libFuzzer with the program's arguments and never returns.
///
/// - Parameter body: What to do with an input; it traps on a finding. C calls it, so it can't capture anything.
public func runFuzzer(_ body: @escaping (RawSpan) -> Void) -> Never {
    unsafe Fuzzer.body = body
    // SwiftPM gives `main` a name of its own, so libFuzzer is called instead of calling.
    exit(
        unsafe LLVMFuzzerRunDriver(&Fuzzer.argumentCount, &Fuzzer.arguments) { start, count in
            // libFuzzer lends the bytes for the call.
            unsafe Fuzzer.body(RawSpan(_unsafeStart: UnsafeRawPointer(start!), byteCount: count))
            return 0
        })
}

private enum Fuzzer {
    /// Set once, before libFuzzer's only thread starts.
    nonisolated(unsafe) static var body: (RawSpan) -> Void = { _ in }
    nonisolated(unsafe) static var argumentCount = CommandLine.argc
    nonisolated(unsafe) static var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
}
