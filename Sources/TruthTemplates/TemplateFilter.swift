/// The filters that are known, by their names in Jinja.
enum TemplateFilter: String, Sendable {
    case tojson, trim, length, join, map, select, reject, selectattr, rejectattr, `default`, upper, lower, capitalize, title, replace, items
    case first, last, list, string, int, float, abs, sort, unique, reverse, safe, indent, dictsort, sum, min, max, round, attr

    init?(name: String) {
        switch name {
        case "count": self = .length
        case "d": self = .default
        default: self.init(rawValue: name)
        }
    }
}

extension Renderer {
    func filtered(_ value: TemplateValue, by filter: TemplateFilter, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        switch filter {
        case .tojson: return try json(value, arguments)
        case .trim, .upper, .lower, .capitalize, .title, .replace, .indent, .string, .safe: return try textFiltered(value, by: filter, arguments)
        case .int, .float, .abs, .round: return try numberFiltered(value, by: filter, arguments)
        case .length: return try length(of: value)
        case .default:
            try arguments.allow(["default_value", "boolean"], of: "default")
            let isReplaced = value.isUndefined || (arguments[1, "boolean"]?.isTrue == true && !value.isTrue)
            return isReplaced ? arguments[0, "default_value"] ?? .string("") : value
        case .items:
            if value.isUndefined { return .list([]) }
            guard case .dictionary(let members) = value else { throw wrongUse("'items' needs a dictionary, not \(value.kind)") }
            return try checked(.list(members.items))
        case .first: return try elements(of: value).first ?? .undefined("the first of nothing")
        case .last: return try elements(of: value).last ?? .undefined("the last of nothing")
        case .attr: return try member(arguments.text(0, "name") ?? "", of: value)
        default: return try listFiltered(value, by: filter, arguments)
        }
    }

    private func length(of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch value {
        case .string(let text): .integer(text.count)
        case .list(let list): .integer(list.elements.count)
        case .dictionary(let members): .integer(members.count)
        case .undefined: .integer(0)
        default: throw wrongUse("\(value.kind) has no length")
        }
    }

    // MARK: - Text

    private func textFiltered(
        _ value: TemplateValue, by filter: TemplateFilter, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        let text = try text(of: value)
        try count(scalars: text.count)
        switch filter {
        case .trim: return .string(text.stripped(of: try arguments.text(0, "chars")))
        case .upper: return .string(text.uppercased())
        case .lower: return .string(text.lowercased())
        case .capitalize: return .string(text.capitalized())
        case .title: return .string(text.titled { "-([{<".unicodeScalars.contains($0) || $0.properties.isWhitespace })
        case .replace: return try replaced(text, arguments)
        case .indent: return try indented(text, arguments)
        default: return .string(text)
        }
    }

    func replaced(_ text: TemplateText, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["old", "new", "count"], of: "replace")
        guard let old = try arguments.text(0, "old"), let new = try arguments.text(1, "new") else {
            throw wrongUse("'replace' needs an old and a new text")
        }
        let most = try arguments.integer(2, "count").flatMap { $0 < 0 ? nil : $0 } ?? Int.max
        let places = min(old.units.isEmpty ? text.count + 1 : text.occurrences(of: old), most)
        let (growth, isTooMuch) = places.multipliedReportingOverflow(by: new.count)
        try count(scalars: isTooMuch ? Int.max : growth)
        return .string(text.replacing(old, with: new, most: most))
    }

    private func indented(_ text: TemplateText, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["width", "first", "blank"], of: "indent")
        let width: TemplateText
        if case .string(let own)? = arguments[0, "width"] {
            width = own
        } else {
            width = TemplateText(String(repeating: " ", count: min(max(try arguments.integer(0, "width") ?? 4, 0), 1000)))
        }
        let lines = text.split(at: "\n")
        try count(scalars: lines.count * width.count)
        var indented: [TemplateText] = []
        for (index, line) in lines.enumerated() {
            let isIndented = index == 0 ? arguments[1, "first"]?.isTrue == true : line.count > 0 || arguments[2, "blank"]?.isTrue == true
            indented.append(isIndented ? width + line : line)
        }
        return .string(TemplateText.joined(indented, by: "\n"))
    }

    private func json(_ value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        // As transformers defines it, which puts `ensure_ascii` first.
        try arguments.allow(["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson")
        var style = TemplateWriting.JSONStyle()
        style.escapesBeyondASCII = arguments[0, "ensure_ascii"]?.isTrue == true
        style.sortsKeys = arguments[3, "sort_keys"]?.isTrue == true
        if case .string(let own)? = arguments[1, "indent"] {
            style.indent = own
        } else if let width = try arguments.integer(1, "indent") {
            style.indent = TemplateText(String(repeating: " ", count: min(max(width, 0), 1000)))
        }
        if style.indent != nil { style.itemSeparator = "," }
        if let separators = arguments[2, "separators"] {
            let parts = try elements(of: separators)
            guard parts.count == 2 else { throw wrongUse("'separators' are two texts") }
            (style.itemSeparator, style.keySeparator) = (try text(of: parts[0]), try text(of: parts[1]))
        }
        // What may be written around each value, before it is.
        let around = style.itemSeparator.count + style.keySeparator.count + (style.indent?.count ?? 0) * value.size.depth
        let (total, isTooMuch) = value.size.weight.multipliedReportingOverflow(by: 1 + around)
        try count(scalars: isTooMuch ? Int.max : total)
        do throws(TemplateWriting.JSONRefusal) {
            return .string(try TemplateWriting.json(value, style))
        } catch {
            throw wrongUse("\(error.kind) can't be written as JSON")
        }
    }

    // MARK: - Numbers

    private func numberFiltered(
        _ value: TemplateValue, by filter: TemplateFilter, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue {
        switch filter {
        case .int:
            if let integer = value.integer { return .integer(integer) }
            let number: Double? = if case .string(let text) = value { Double(text.stripped().string) } else { value.double }
            if let number, let integer = Int(exactly: number.rounded(.towardZero)) { return .integer(integer) }
            return arguments[0, "default"] ?? .integer(0)
        case .float:
            if case .string(let text) = value { return Double(text.stripped().string).map { .number($0) } ?? arguments[0, "default"] ?? .number(0) }
            return value.double.map { .number($0) } ?? arguments[0, "default"] ?? .number(0)
        case .abs:
            if let integer = value.integer, integer != Int.min { return .integer(Swift.abs(integer)) }
            guard let number = value.double else { throw wrongUse("'abs' needs a number, not \(value.kind)") }
            return .number(Swift.abs(number))
        default:
            try arguments.allow(["precision"], of: "round")
            guard try arguments.integer(0, "precision") ?? 0 == 0 else { throw .unsupported(construct: "'round' to digits", line: line) }
            guard let number = value.double else { throw wrongUse("'round' needs a number, not \(value.kind)") }
            return .number(number.rounded(.toNearestOrEven))
        }
    }
}
