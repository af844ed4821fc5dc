/// The functions that templates can call.
enum TemplateFunction: String, CaseIterable {
    case raiseException = "raise_exception"
    case strftimeNow = "strftime_now"
    case namespace, range, dict

    static var globals: [String: TemplateValue] {
        Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, TemplateValue.function($0)) })
    }
}

extension Renderer {
    func call(_ function: TemplateFunction, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        switch function {
        case .raiseException:
            throw .raised(message: try text(of: arguments.positional.first ?? .string("")).string)
        case .strftimeNow:
            guard let format = try arguments.text(0, "format") else { throw wrongUse("'strftime_now' needs a format") }
            guard let text = clock.text(format.string) else { throw .unsupported(construct: "the date format '\(format.string)'", line: line) }
            return .string(TemplateText(text))
        case .namespace: return try namespace(members(arguments))
        case .dict: return .dictionary(try members(arguments))
        case .range: return try range(arguments)
        }
    }

    private func members(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateDictionary {
        var members = TemplateDictionary()
        if let first = arguments.positional.first {
            guard case .dictionary(let own) = first else { throw wrongUse("a dictionary is made from a dictionary, not \(first.kind)") }
            members = own
        }
        for (name, value) in arguments.named { members[TemplateText(name)] = value }
        return members
    }

    private func range(_ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        var numbers: [Int] = []
        for value in arguments.positional {
            guard let number = value.integer else { throw wrongUse("'range' needs whole numbers, not \(value.kind)") }
            numbers.append(number)
        }
        guard (1...3).contains(numbers.count) else { throw wrongUse("'range' takes one to three numbers") }
        let (start, stop) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
        let stride = numbers.count == 3 ? numbers[2] : 1
        guard stride != 0 else { throw wrongUse("the step of a range is 0") }
        var values: [TemplateValue] = []
        for number in Swift.stride(from: start, to: stop, by: stride) {
            try step()
            values.append(.integer(number))
            // As many as Jinja's sandbox allows.
            guard values.count <= 100_000 else { throw .limit(what: "100000 numbers in a range", line: line) }
        }
        return .list(values)
    }
}
