import Foundation

/// The files that lie beside a store and belong to it: `evidence.key` beside `evidence.sqlite`.
enum StoreNeighbours {
    /// - Returns: `nil` for a store in memory, which has no neighbours.
    static func path(of ending: String, besideStore storePath: String) -> String? {
        guard storePath != ":memory:" else { return nil }
        return (storePath as NSString).deletingPathExtension + "." + ending
    }

    /// Where the lock is that one process at a time holds while it brings the tables up to date or forgets.
    static func lockPath(besideStore storePath: String) -> String? { path(of: "lock", besideStore: storePath) }

    /// The folder of the store, `nil` for a store in memory.
    static func folder(ofStore storePath: String) -> String? {
        guard storePath != ":memory:" else { return nil }
        let folder = (storePath as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }
}
