import TruthEvidence

extension DataDirectory {
    /// Opens the store, and tells on standard error what became of a forgetting that was interrupted.
    func openStore() throws -> EvidenceStore {
        let store = try EvidenceStore(path: evidencePath)
        switch store.recovery {
        case nil: break
        case .finished(let report)?:
            Output.message("A forgetting that was interrupted is finished now.")
            if report.documents > 0 { Output.message(ForgetText.headline(report, done: true)) }
            for line in ForgetText.details(report) { Output.message(line) }
        case .underWay?: Output.message("Another process is forgetting documents right now.")
        case .unfinished(let reason)?:
            Output.message("Documents are being forgotten, but their bytes are still in a file: \(reason) The next command tries again.")
        }
        return store
    }
}
