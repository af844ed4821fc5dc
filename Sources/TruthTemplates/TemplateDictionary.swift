/// Named values in the order in which they came.
struct TemplateDictionary {
    private(set) var keys: [TemplateText] = []
    private(set) var values: [TemplateValue] = []
    private(set) var size = ValueSize(depth: 1, weight: 1)
    private var places: [TemplateText: Int] = [:]

    /// The last of equal names counts.
    init(_ members: [(TemplateText, TemplateValue)] = []) {
        for (key, value) in members { self[key] = value }
    }

    var count: Int { keys.count }

    /// The value of a name; setting `nil` leaves the member as it is.
    subscript(key: TemplateText) -> TemplateValue? {
        get { places[key].map { values[$0] } }
        set {
            guard let newValue else { return }
            size.add(newValue.size)
            if let place = places[key] {
                values[place] = newValue
            } else {
                places[key] = keys.count
                keys.append(key)
                values.append(newValue)
            }
        }
    }

    /// `[name, value]` for each member.
    var items: [TemplateValue] { zip(keys, values).map { .list([.string($0), $1]) } }
}

extension TemplateDictionary: Equatable {
    /// Whether both have the same members, in any order.
    static func == (left: TemplateDictionary, right: TemplateDictionary) -> Bool {
        left.count == right.count && zip(left.keys, left.values).allSatisfy { right[$0] == $1 }
    }
}
