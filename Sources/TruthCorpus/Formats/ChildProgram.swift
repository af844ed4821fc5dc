import Foundation
import Synchronization

/// Other programs, run without a shell.
enum ChildProgram {
    /// The path of a program on the search path, or `nil`.
    static func find(_ name: String) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// What a program writes to its standard output.
    ///
    /// - Throws: `RecordFault` when it fails, says more than `maximumByteCount` bytes, or takes longer than `seconds`; it is then ended.
    static func output(of path: String, arguments: [String], input: FileHandle, seconds: Int, maximumByteCount: Int) throws(RecordFault) -> [UInt8] {
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ["LC_ALL": "C.UTF-8"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        let ended = Ended()
        do {
            try process.run()
        } catch {
            throw RecordFault(reason: "\(path) can't be started: \(error.localizedDescription)")
        }
        let number = process.processIdentifier
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) {
            ended.ifRunning { kill(number, SIGKILL) }
        }
        let complaint = Complaint(errors.fileHandleForReading)
        var bytes: [UInt8] = []
        var isTooLong = false
        while true {
            let piece = output.fileHandleForReading.availableData
            if piece.isEmpty { break }
            bytes += piece
            if bytes.count > maximumByteCount {
                isTooLong = true
                kill(number, SIGKILL)
                break
            }
        }
        process.waitUntilExit()
        let wasKilled = ended.finish()
        let name = (path as NSString).lastPathComponent
        if isTooLong { throw RecordFault(reason: "\(name) finds more than \(maximumByteCount) bytes of text; split the file") }
        if wasKilled { throw RecordFault(reason: "\(name) took longer than \(seconds) seconds and was ended") }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw RecordFault(reason: "\(name) fails with status \(process.terminationStatus): \(complaint.text)")
        }
        return bytes
    }

    /// Whether a child is still there to be ended, so that no later process with its number is.
    private final class Ended: Sendable {
        private let state = Mutex((isOver: false, wasKilled: false))

        func ifRunning(_ kill: () -> Void) {
            state.withLock { state in
                if state.isOver { return }
                state.wasKilled = true
                kill()
            }
        }

        /// - Returns: Whether time ran out.
        func finish() -> Bool {
            state.withLock { state in
                state.isOver = true
                return state.wasKilled
            }
        }
    }

    /// The first kilobyte of a child's complaints, read beside its output so that it never waits for room.
    private final class Complaint: Sendable {
        private let bytes = Mutex(Data())
        private let isRead = DispatchSemaphore(value: 0)

        init(_ handle: FileHandle) {
            DispatchQueue.global().async { [self] in
                while true {
                    let piece = handle.availableData
                    if piece.isEmpty { break }
                    bytes.withLock { if $0.count < 1024 { $0 += piece.prefix(1024) } }
                }
                isRead.signal()
            }
        }

        var text: String {
            isRead.wait()
            let text = bytes.withLock { String(decoding: $0, as: UTF8.self) }
            return text.split(whereSeparator: \.isNewline).prefix(3).joined(separator: "; ")
        }
    }
}
