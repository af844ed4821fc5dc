/// The methods of Python's strings, dictionaries and lists that templates call.
extension Renderer {
    /// What `value.name(arguments)` gives; `nil` if there is no such method.
    func callMethod(_ name: String, of value: TemplateValue, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue? {
        switch value {
        case .string(let text): return try callMethod(name, of: text, arguments)
        case .dictionary(let members): return try callMethod(name, of: members, arguments)
        case .namespace(let namespace): return name == "get" || name == "items" ? try callMethod(name, of: namespace.members, arguments) : nil
        case .list(let list): return try callMethod(name, of: list, arguments)
        case .loop(_, let index):
            guard name == "cycle" else { return nil }
            guard !arguments.positional.isEmpty else { throw wrongUse("'loop.cycle' needs values") }
            return arguments.positional[index % arguments.positional.count]
        default: return nil
        }
    }

    private func callMethod(
        _ name: String, of members: TemplateDictionary, _ arguments: TemplateArguments
    ) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "get":
            guard case .string(let key)? = arguments.positional.first else { return arguments[1, "default"] ?? TemplateValue.none }
            return members[key] ?? arguments[1, "default"] ?? TemplateValue.none
        case "items": return try checked(.list(members.items))
        case "keys": return .list(members.keys.map { .string($0) })
        case "values": return .list(members.values)
        case "update", "pop", "setdefault", "clear": throw .unsupported(construct: "changing a dictionary with '\(name)'", line: line)
        default: return nil
        }
    }

    private func callMethod(_ name: String, of list: TemplateList, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "index", "count":
            guard let wanted = arguments.positional.first else { throw wrongUse("'\(name)' needs a value") }
            try step(list.size.weight / 16)
            if name == "count" { return .integer(list.elements.count { $0 == wanted }) }
            guard let index = list.elements.firstIndex(of: wanted) else { throw wrongUse("the list doesn't have the value that 'index' looks for") }
            return .integer(index)
        case "append", "extend", "insert", "pop", "remove", "sort", "reverse", "clear":
            // transformers' sandbox refuses these too.
            throw .unsupported(construct: "changing a list with '\(name)'", line: line)
        default: return nil
        }
    }

    private func callMethod(_ name: String, of text: TemplateText, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue? {
        try count(scalars: text.count)
        switch name {
        case "strip": return .string(text.stripped(of: try arguments.text(0, "chars")))
        case "lstrip": return .string(text.stripped(of: try arguments.text(0, "chars"), end: false))
        case "rstrip": return .string(text.stripped(of: try arguments.text(0, "chars"), start: false))
        case "upper": return .string(text.uppercased())
        case "lower": return .string(text.lowercased())
        case "capitalize": return .string(text.capitalized())
        case "title": return .string(text.titled { !$0.properties.isCased })
        case "replace": return try replaced(text, arguments)
        case "startswith", "endswith": return .bool(try hasEnd(text, isStart: name == "startswith", arguments))
        case "split", "rsplit": return try split(text, fromEnd: name == "rsplit", arguments)
        case "splitlines":
            try arguments.allow([], of: name)
            return .list(text.lines().map { .string($0) })
        case "join":
            guard let parts = arguments.positional.first else { throw wrongUse("'join' needs a list") }
            var texts: [TemplateText] = []
            for part in try elements(of: parts) {
                guard case .string(let part) = part else { throw wrongUse("'join' needs strings, not \(part.kind)") }
                texts.append(part)
            }
            return try .string(joined(texts, by: text))
        default: return try search(name, in: text, arguments)
        }
    }

    private func search(_ name: String, in text: TemplateText, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "find", "rfind", "index", "count":
            try arguments.allow(["sub"], of: name)
            guard let wanted = try arguments.text(0, "sub") else { throw wrongUse("'\(name)' needs a text") }
            if name == "count" { return .integer(text.occurrences(of: wanted)) }
            let index = name == "rfind" ? text.lastIndex(of: wanted) : text.index(of: wanted)
            guard index != nil || name != "index" else { throw wrongUse("the text doesn't have what 'index' looks for") }
            return .integer(index ?? -1)
        case "removeprefix", "removesuffix":
            guard let part = try arguments.text(0, "part") else { throw wrongUse("'\(name)' needs a text") }
            if name == "removeprefix" { return .string(text.has(part, at: 0) ? text[part.count..<text.count] : text) }
            let start = text.count - part.count
            return .string(text.has(part, at: start) ? text[0..<start] : text)
        case "isdigit": return .bool(all(text) { $0.numericType == .decimal || $0.numericType == .digit })
        case "isalpha": return .bool(all(text) { [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter].contains($0.generalCategory) })
        case "isspace": return .bool(text.count > 0 && text.units.allSatisfy(TemplateText.isSpace))
        default: return nil
        }
    }

    private func all(_ text: TemplateText, _ condition: (Unicode.Scalar.Properties) -> Bool) -> Bool {
        text.count > 0 && text.units.allSatisfy { condition(TemplateText.scalar($0).properties) }
    }

    /// Whether the text starts, or ends, with one of the texts given.
    private func hasEnd(_ text: TemplateText, isStart: Bool, _ arguments: TemplateArguments) throws(TemplateError) -> Bool {
        guard arguments.positional.count == 1, arguments.named.isEmpty else { throw wrongUse("'startswith' and 'endswith' take one value") }
        let parts: [TemplateValue]
        if case .list(let list) = arguments.positional[0] { parts = list.elements } else { parts = arguments.positional }
        for part in parts {
            guard case .string(let part) = part else { throw wrongUse("a text can't start or end with \(part.kind)") }
            if text.has(part, at: isStart ? 0 : text.count - part.count) { return true }
        }
        return false
    }

    private func split(_ text: TemplateText, fromEnd: Bool, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        try arguments.allow(["sep", "maxsplit"], of: "split")
        let most = try arguments.integer(1, "maxsplit").flatMap { $0 < 0 ? nil : $0 } ?? Int.max
        guard let separator = try arguments.text(0, "sep") else {
            guard !fromEnd || most == Int.max else { throw .unsupported(construct: "'rsplit' at white space with a limit", line: line) }
            return .list(text.words(most: most).map { .string($0) })
        }
        guard separator.count > 0 else { throw wrongUse("a text can't be split at nothing") }
        let parts = fromEnd ? text.splitFromEnd(at: separator, most: most) : text.split(at: separator, most: most)
        return .list(parts.map { .string($0) })
    }
}
