/// The members of a JSON object, in the order of the file.
///
/// Keys are compared byte by byte. Swift's own `==` on strings takes `é` and `e` + `´` for the same, but a vocabulary may
/// hold both.
public struct JSONObject: Sendable, RandomAccessCollection {
    public typealias Element = (key: String, value: JSONValue)

    /// One reference instead of three arrays keeps a `JSONValue` at 16 bytes.
    private final class Storage: Sendable {
        let keys: [String]
        let values: [JSONValue]
        let index: KeyIndex

        init(keys: [String], values: [JSONValue], index: KeyIndex) {
            self.keys = keys
            self.values = values
            self.index = index
        }
    }

    private let storage: Storage

    /// An object with these members.
    ///
    /// - Precondition: No key comes twice.
    public init(_ members: [(key: String, value: JSONValue)] = []) {
        let keys = members.map(\.key)
        var index = KeyIndex()
        for position in keys.indices {
            precondition(index.insert(position, of: keys) == nil, "JSONObject: the key '\(keys[position])' comes twice")
        }
        self.init(keys: keys, values: members.map(\.value), index: index)
    }

    init(keys: [String], values: [JSONValue], index: KeyIndex) {
        storage = Storage(keys: keys, values: values, index: index)
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { storage.keys.count }

    public subscript(position: Int) -> Element {
        (key: storage.keys[position], value: storage.values[position])
    }

    /// The value of a member; `nil` if there is none of that name.
    public subscript(key: String) -> JSONValue? {
        storage.index.position(of: key, in: storage.keys).map { storage.values[$0] }
    }

    /// The names of the members, in the order of the file.
    public var keys: [String] { storage.keys }

    /// The values of the members, in the order of the file.
    public var values: [JSONValue] { storage.values }
}

extension JSONObject: Hashable {
    /// Whether both have the same members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
    }
}
