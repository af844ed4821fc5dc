import Foundation
package import TruthCorpus

/// Groups that somebody else found, such as a search for near-duplicates; documents that aren't listed are grouped by their text.
package struct ListedGroups: DuplicateGroups {
    private let path: String
    /// By the hash of the identity.
    private let groups: [UInt64: UInt64]
    private let others = TextGroups()

    /// Reads a file with one line for each document: identity, tab, name of the group. Tabs, line ends and backslashes in them are
    /// written as `\t`, `\n`, `\r` and `\\`.
    package init(path: String) throws(ShardError) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw .unreadable(path: path, reason: error.localizedDescription)
        }
        var groups: [UInt64: UInt64] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() where !line.isEmpty {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard fields.count == 2, let identity = TabText.plain(fields[0]), let group = TabText.plain(fields[1]) else {
                throw .invalidGroups(path: path, line: index + 1, problem: "expected two fields")
            }
            groups[StableHash.hash(identity)] = StableHash.hash(group)
        }
        self.path = path
        self.groups = groups
    }

    package var name: String { "listed in \(URL(filePath: path).lastPathComponent) (\(groups.count) documents), else \(others.name)" }

    package func group(of document: Document) -> UInt64 {
        groups[StableHash.hash(document.identity)] ?? others.group(of: document)
    }
}
