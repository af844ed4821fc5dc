/// What a checkpoint holds, for people and for JSON: metadata with long arrays cut short, tensors, totals.
public struct Inspection: Sendable, Encodable {
    /// A key of the metadata.
    public struct Entry: Sendable, Encodable {
        public let key: String
        /// The value; of an array only the beginning.
        public let value: MetadataValue
        /// The number of elements of the whole array; `nil` if the value is none.
        public let count: Int?
    }

    public struct Tensor: Sendable, Encodable {
        public let name: String
        public let type: String
        /// Dimensions from the outermost to the innermost.
        public let shape: [Int]
        public let byteOffset: Int
        public let byteCount: Int
    }

    /// All tensors of one type together.
    public struct TypeUse: Sendable, Encodable {
        public let type: String
        public let tensorCount: Int
        public let parameterCount: Int
        public let byteCount: Int
        /// Whether TruthGPT can compute with it.
        public let isSupported: Bool
    }

    public let path: String
    public let format: String
    /// The size of the file that holds the tensors.
    public let fileByteCount: Int
    public let tensorCount: Int
    public let parameterCount: Int
    /// The type of most parameters; `nil` for a file without tensors.
    public let commonType: String?
    /// The types in use, the most common first.
    public let types: [TypeUse]
    public let metadata: [Entry]
    /// The folder's `config.json`.
    public let configuration: JSONValue?
    public let tensors: [Tensor]

    /// How many elements of an array are shown.
    static let shownElementCount = 6

    public init(of checkpoint: Checkpoint) {
        self.init(
            of: checkpoint.contents, path: checkpoint.path, fileByteCount: checkpoint.fileByteCount, configuration: checkpoint.configuration)
    }

    package init(of contents: CheckpointContents, path: String, fileByteCount: Int, configuration: JSONValue? = nil) {
        self.path = path
        self.fileByteCount = fileByteCount
        self.configuration = configuration
        format = contents.format.description
        tensorCount = contents.tensors.count
        parameterCount = contents.parameterCount
        types = Self.types(of: contents.tensors)
        commonType = types.first?.type
        metadata = contents.metadata.keys.compactMap { key in
            contents.metadata[key].map { Entry(key: key, value: $0.shortened(to: Self.shownElementCount), count: $0.count) }
        }
        tensors = contents.tensors.map {
            Tensor(name: $0.name, type: $0.type.name, shape: $0.shape, byteOffset: $0.byteOffset, byteCount: $0.byteCount)
        }
    }

    private static func types(of tensors: [TensorEntry]) -> [TypeUse] {
        Dictionary(grouping: tensors, by: \.type).map { type, tensors in
            TypeUse(
                type: type.name, tensorCount: tensors.count, parameterCount: tensors.reduce(0) { $0 + $1.elementCount },
                byteCount: tensors.reduce(0) { $0 + $1.byteCount }, isSupported: type.element != nil)
        }
        .sorted { ($0.parameterCount, $1.type) > ($1.parameterCount, $0.type) }
    }
}
