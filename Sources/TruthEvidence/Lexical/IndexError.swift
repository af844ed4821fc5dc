/// Why a search index beside the store can't be used. None of these loses evidence: an index can always be made again from the store.
public enum IndexError: Error, Hashable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case damaged(path: String, reason: String)
    /// Another program's file.
    case foreign(path: String)
    case otherVersion(path: String, found: Int, expected: Int)
    /// Made from another store, or from this one before it was put back to an earlier state.
    case otherStore(path: String)
    /// Made with another model.
    case otherEmbedder(path: String, found: String, expected: String)
    case notWritable(path: String, reason: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "The search index \(path) can't be read: \(reason). It will be made again."
        case .damaged(let path, let reason): "The search index \(path) is damaged: \(reason). It will be made again."
        case .foreign(let path): "\(path) is not a search index of this program. Move it away; an index will be made in its place."
        case .otherVersion(let path, let found, let expected):
            "The search index \(path) has format \(found), this program writes \(expected). It will be made again."
        case .otherStore(let path): "The search index \(path) was made from another state of the store. It will be made again."
        case .otherEmbedder(let path, let found, let expected):
            "The vectors in \(path) are of \(found), the embedder is \(expected). Run truthgpt corpus embed to make them again."
        case .notWritable(let path, let reason):
            "The search index \(path) can't be written: \(reason). Check the folder's permissions and the space on its disk."
        }
    }
}
