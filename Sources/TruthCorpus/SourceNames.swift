import Foundation

/// What documents call their source, and where their identities begin.
struct SourceNames {
    let source: String
    /// Identities are this, a slash, and a name or number of the document's own.
    let identityPrefix: String
    /// False when a single file was asked for; what lies in it is then named without it.
    let isFolder: Bool

    /// - Parameters:
    ///   - root: The resolved path that was asked for.
    ///   - source: What the user calls it. Without one, the name of the file or folder is used, and identities carry a hash of the
    ///     whole path, so that the `notes` of two projects stay apart.
    init(root: String, isFolder: Bool, source: String?) {
        self.isFolder = isFolder
        if let source {
            self.source = source
            identityPrefix = source
            return
        }
        let name = (root as NSString).lastPathComponent
        let plain = DocumentFormat.withoutCompression(name)
        self.source = isFolder ? name : (plain as NSString).deletingPathExtension
        identityPrefix = "\(self.source)@\(Document.shortHash(of: root, digits: 8))"
    }

    init(standardInput source: String?) {
        isFolder = false
        self.source = source ?? "standard input"
        identityPrefix = self.source
    }

    /// - Parameter stated: The source that the record names itself; its identities don't depend on the file they came in.
    func identity(_ name: String, source stated: String? = nil) -> String {
        let prefix = stated ?? identityPrefix
        var identity = ""
        identity.reserveCapacity(prefix.utf8.count + 1 + name.utf8.count)
        identity += prefix
        identity += "/"
        identity += name
        return identity
    }
}
