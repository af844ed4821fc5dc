/// What a set of shards consists of: the file `manifest.json`.
package struct ShardManifest: Sendable, Hashable, Codable {
    /// The version of this format.
    package static let currentVersion = 1

    package var version = currentVersion
    /// The folder with the files, beside the manifest.
    package var build: String
    package var tokenType: TokenType
    package var tokenizer: TokenizerEntry
    package var recipe: Recipe
    /// Documents by where they come from; documents name theirs by its place in this list.
    package var origins: [Origin]
    package var train: Side
    package var validation: Side
    /// Documents that were left out since they have no text.
    package var emptyDocuments: Int
    /// Documents that were taken out again.
    package var forgottenDocuments = 0

    package struct TokenizerEntry: Sendable, Hashable, Codable {
        package var file: String
        package var sha256: String
        package var vocabularySize: Int
        /// Stands behind each document.
        package var endToken: Int
        package var endTokenText: String
    }

    package struct Recipe: Sendable, Hashable, Codable {
        package var seed: UInt64
        package var validationShare: Double
        package var tokensPerShard: Int
        /// What kept duplicates on one side.
        package var duplicateGroups: String
    }

    /// Documents that share source, licence and language.
    package struct Origin: Sendable, Hashable, Codable {
        package var source: String
        /// `nil` where the documents state none.
        package var licence: String?
        /// `nil` where it is unknown.
        package var language: String?
        package var documents = 0
        /// End tokens included.
        package var tokens = 0
        /// The bytes of the texts as UTF-8, which bits per byte are counted by.
        package var textBytes = 0
    }

    /// The shards of one split.
    package struct Side: Sendable, Hashable, Codable {
        package var documents = 0
        package var tokens = 0
        package var textBytes = 0
        package var shards: [Shard] = []
    }

    /// Two files: `NAME.tokens`, and `NAME.documents` with one line for each document.
    package struct Shard: Sendable, Hashable, Codable {
        package var name: String
        package var documents: Int
        package var tokens: Int
        package var tokensSHA256: String
        package var documentsBytes: Int
        package var documentsSHA256: String
    }

    package subscript(split: ShardSplit) -> Side {
        get { split == .train ? train : validation }
        set { if split == .train { train = newValue } else { validation = newValue } }
    }

    /// The licences that documents state, sorted, with the number of documents; without a statement, `nil`.
    package var licences: [(licence: String?, documents: Int)] {
        Dictionary(origins.map { ($0.licence, $0.documents) }, uniquingKeysWith: +)
            .sorted { ($0.key ?? "") < ($1.key ?? "") }.map { (licence: $0.key, documents: $0.value) }
    }

    /// Documents and tokens of each source, in the order of the names.
    package var sources: [(name: String, documents: Int, tokens: Int)] {
        Dictionary(grouping: origins, by: \.source).sorted { $0.key < $1.key }.map { name, origins in
            (name: name, documents: origins.reduce(0) { $0 + $1.documents }, tokens: origins.reduce(0) { $0 + $1.tokens })
        }
    }
}
