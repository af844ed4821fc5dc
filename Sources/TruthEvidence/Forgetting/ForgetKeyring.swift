import Synchronization

/// Where a store's key is: in a file beside it, or, for a store in memory, in memory.
final class ForgetKeyring: Sendable {
    /// `nil` for a store in memory.
    let path: String?
    private let key = Mutex<ForgetKey?>(nil)

    /// - Parameter storePath: The key of `evidence.sqlite` is `evidence.key`.
    init(storePath: String) {
        path = StoreNeighbours.path(of: "key", besideStore: storePath)
    }

    /// The key, or `nil` when none has been made yet.
    func existing() throws -> ForgetKey? {
        try key.withLock { key in
            if key == nil, let path { key = try ForgetKey(contentsOf: path) }
            return key
        }
    }

    /// The key, made when there is none.
    func made() throws -> ForgetKey {
        if let key = try existing() { return key }
        return try key.withLock { key in
            if let key { return key }
            let new = ForgetKey()
            if let path { try new.write(to: path) }
            key = new
            return new
        }
    }
}
