/// Filters that go through lists.
extension Renderer {
    func listFiltered(
        _ value: TemplateValue, by filter: TemplateFilter, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        if case .string(let text) = value, filter == .reverse {
            try count(scalars: text.count)
            return .string(TemplateText(units: text.units.reversed()))
        }
        let elements = try elements(of: value)
        try step(elements.count)
        switch filter {
        case .list: return .list(elements)
        case .reverse: return .list(elements.reversed())
        case .join: return try join(elements, arguments)
        case .map: return try map(elements, arguments)
        case .select, .reject, .selectattr, .rejectattr: return try select(elements, by: filter, arguments)
        case .sort: return try sort(elements, arguments)
        case .unique: return try unique(elements, arguments)
        case .dictsort: return try sortMembers(of: value, arguments)
        case .sum:
            try arguments.allow([], of: "sum")
            var sum = TemplateValue.integer(0)
            for element in elements { sum = try result(of: .add, sum, element) }
            return sum
        case .min, .max:
            try arguments.allow([], of: filter.rawValue)
            guard var best = elements.first else { return .undefined("the \(filter.rawValue) of nothing") }
            for element in elements.dropFirst() where try isBefore(filter == .min ? element : best, filter == .min ? best : element) { best = element }
            return best
        default: preconditionFailure("listFiltered: '\(filter.rawValue)' is no filter of lists")
        }
    }

    private func join(_ elements: [TemplateValue], _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["d", "attribute"], of: "join")
        let separator = try arguments.text(0, "d") ?? ""
        var parts: [TemplateText] = []
        for element in elements {
            let part = try arguments.text(1, "attribute").map { name throws(TemplateError) in try member(name, of: element) } ?? element
            parts.append(try text(of: part))
        }
        return try .string(joined(parts, by: separator))
    }

    func joined(_ parts: [TemplateText], by separator: TemplateText) throws(TemplateError) -> TemplateText {
        var total = 0
        for part in parts { total += part.count + separator.count }
        try count(scalars: total)
        return TemplateText.joined(parts, by: separator)
    }

    /// `map('filter', …)` or `map(attribute='name')`.
    private func map(_ elements: [TemplateValue], _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        var mapped: [TemplateValue] = []
        if arguments.positional.isEmpty {
            try arguments.allow(["attribute", "default"], of: "map")
            guard let path = try arguments.text(0, "attribute") else { throw wrongUse("'map' needs a filter or an attribute") }
            for element in elements {
                let found = try self.path(path, of: element)
                mapped.append(found.isUndefined ? arguments[1, "default"] ?? found : found)
            }
        } else {
            let name = try arguments.text(0, "filter")?.string ?? ""
            guard let filter = TemplateFilter(name: name) else { throw .unsupported(construct: "the filter '\(name)'", line: line) }
            for element in elements { mapped.append(try filtered(element, by: filter, arguments.dropping(1))) }
        }
        return try checked(.list(mapped))
    }

    /// The member at `a.b.c`; numbers are places in lists.
    private func path(_ path: TemplateText, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        var value = value
        for name in path.split(at: ".") {
            if case .list(let list) = value, let index = Int(name.string) {
                value = list.elements.indices.contains(index) ? list.elements[index] : .undefined(name.string)
            } else {
                value = try member(name, of: value)
            }
        }
        return value
    }

    private func select(
        _ elements: [TemplateValue], by filter: TemplateFilter, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        var rest = arguments
        let hasPath = filter == .selectattr || filter == .rejectattr
        let path = hasPath ? try rest.text(0, "attribute") : nil
        if hasPath { rest = rest.dropping(1) }
        let name = try rest.text(0, "test")?.string
        guard let test = name.map({ TemplateTest(name: $0) }) ?? .isTrue else { throw .unsupported(construct: "the test '\(name ?? "")'", line: line) }
        var kept: [TemplateValue] = []
        for element in elements {
            let tested = try path.map { path throws(TemplateError) in try self.path(path, of: element) } ?? element
            if try isTrue(test, of: tested, rest.dropping(1)) == (filter == .select || filter == .selectattr) { kept.append(element) }
        }
        return .list(kept)
    }

    private func sort(_ elements: [TemplateValue], _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["reverse", "case_sensitive", "attribute"], of: "sort")
        let path = try arguments.text(2, "attribute")
        let isCaseSensitive = arguments[1, "case_sensitive"]?.isTrue == true
        var keyed: [(key: TemplateValue, value: TemplateValue)] = []
        for element in elements {
            var key = try path.map { path throws(TemplateError) in try self.path(path, of: element) } ?? element
            if case .string(let text) = key, !isCaseSensitive { key = .string(text.lowercased()) }
            keyed.append((key, element))
        }
        let sorted = try merged(keyed, isReversed: arguments[0, "reverse"]?.isTrue == true)
        return .list(sorted.map(\.value))
    }

    private func sortMembers(of value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["case_sensitive", "by", "reverse"], of: "dictsort")
        guard case .dictionary(let members) = value else { throw wrongUse("'dictsort' needs a dictionary, not \(value.kind)") }
        let isCaseSensitive = arguments[0, "case_sensitive"]?.isTrue == true
        let isByValue = try arguments.text(1, "by") == "value"
        let keyed = zip(members.keys, members.values).map { name, value in
            let key = isByValue ? value : TemplateValue.string(name)
            let member = TemplateValue.list([TemplateValue.string(name), value])
            if case .string(let text) = key, !isCaseSensitive { return (key: TemplateValue.string(text.lowercased()), value: member) }
            return (key: key, value: member)
        }
        return try .list(merged(keyed, isReversed: arguments[2, "reverse"]?.isTrue == true).map(\.value))
    }

    /// Sorted by key, equal ones in their order, as Python does; a merge sort, since comparing may fail.
    private func merged(
        _ values: [(key: TemplateValue, value: TemplateValue)], isReversed: Bool
    ) throws(TemplateError) -> [(key: TemplateValue, value: TemplateValue)] {
        guard values.count > 1 else { return values }
        var left = try merged(Array(values[..<(values.count / 2)]), isReversed: isReversed)[...]
        var right = try merged(Array(values[(values.count / 2)...]), isReversed: isReversed)[...]
        var merged: [(key: TemplateValue, value: TemplateValue)] = []
        merged.reserveCapacity(values.count)
        while let first = left.first, let second = right.first {
            try step()
            let takesRight = try isReversed ? isBefore(first.key, second.key) : isBefore(second.key, first.key)
            merged.append(takesRight ? right.removeFirst() : left.removeFirst())
        }
        return merged + left + right
    }

    private func unique(_ elements: [TemplateValue], _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["case_sensitive"], of: "unique")
        let isCaseSensitive = arguments[0, "case_sensitive"]?.isTrue == true
        var keys: [TemplateValue] = []
        var kept: [TemplateValue] = []
        for element in elements {
            var key = element
            if case .string(let text) = key, !isCaseSensitive { key = .string(text.lowercased()) }
            try step(keys.count)
            guard !keys.contains(key) else { continue }
            keys.append(key)
            kept.append(element)
        }
        return .list(kept)
    }
}
