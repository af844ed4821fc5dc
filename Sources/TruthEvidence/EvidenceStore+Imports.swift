import GRDB

extension EvidenceStore {
    /// What an earlier run did with the same path in the same way.
    func importState(of ticket: ImportTicket) throws -> ImportTicket.State? {
        try translatingErrors { try database.read(ticket.state) }
    }
}
