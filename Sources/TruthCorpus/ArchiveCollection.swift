/// The files in a zip or tar archive.
struct ArchiveCollection: InputCollection {
    let place: String
    private let kind: ArchiveStream.Kind
    private let budget: UnpackingBudget
    private let prefix: String
    private let depth: Int
    private let open: () throws -> any ByteSource

    /// - Parameters:
    ///   - file: The archive.
    ///   - prefix: What the names of its members get in front.
    ///   - open: Opens the archive's bytes from their start, each time it is called.
    init(_ file: InputFile, kind: ArchiveStream.Kind, prefix: String, budget: UnpackingBudget, open: @escaping () throws -> any ByteSource) {
        place = file.place
        depth = file.depth + 1
        self.kind = kind
        self.prefix = prefix
        self.budget = budget
        self.open = open
    }

    func names() throws -> [String] {
        let archive = try ArchiveStream(try open(), kind: kind, budget: budget)
        var names: [String] = []
        while let member = try archive.nextMember() {
            if member.isFile, Self.fault(in: member) == nil { names.append(prefix + member.name) }
        }
        return names
    }

    func cursor() throws -> any InputCursor {
        Cursor(archive: try ArchiveStream(try open(), kind: kind, budget: budget), place: place, prefix: prefix, depth: depth)
    }

    private struct Cursor: InputCursor {
        let archive: ArchiveStream
        let place: String
        let prefix: String
        let depth: Int
        var number = 0

        var storedBytesRead: Int { archive.storedBytesRead }

        mutating func next() throws -> InputItem? {
            while let member = try archive.nextMember() {
                number += 1
                if let reason = ArchiveCollection.fault(in: member) { return .rejected(RejectedRecord(file: place, record: number, reason: reason)) }
                let isHidden = member.name.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
                if !member.isFile || isHidden { continue }
                let source = MemberBytes(of: archive, place: "\(place): \(member.name)")
                return .file(InputFile(member: source, name: prefix + member.name, depth: depth))
            }
            return nil
        }
    }

    /// Nothing is ever written under a member's name, but one that leads out of the archive shows that it was made to do harm.
    private static func fault(in member: ArchiveStream.Member) -> String? {
        let name = member.name
        let parts = name.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
        let isAbsolute = name.hasPrefix("/") || name.hasPrefix("\\") || name.dropFirst().hasPrefix(":\\")
        if name.isEmpty { return "a member without a name" }
        if isAbsolute || parts.contains("..") { return "the name \"\(name)\" leads out of the archive" }
        if member.isEncrypted { return "\(name) is encrypted; decrypt the archive and add the files" }
        return nil
    }
}
