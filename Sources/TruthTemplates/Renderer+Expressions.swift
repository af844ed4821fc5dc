/// The values of expressions.
extension Renderer {
    func value(of expression: Expression, in scope: Scope) throws(TemplateError) -> TemplateValue {
        try step()
        switch expression {
        case .none: return .none
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(value)
        case .number(let value): return .number(value)
        case .string(let text): return .string(text)
        case .name(let name): return scope.value(of: name) ?? .undefined(name)
        default: return try nested { () throws(TemplateError) in try compoundValue(of: expression, in: scope) }
        }
    }

    private func compoundValue(of expression: Expression, in scope: Scope) throws(TemplateError) -> TemplateValue {
        switch expression {
        case .list(let elements):
            var values: [TemplateValue] = []
            for element in elements { values.append(try value(of: element, in: scope)) }
            return try checked(.list(values))
        case .dictionary(let members):
            var dictionary = TemplateDictionary()
            for (key, member) in members {
                guard case .string(let key) = try value(of: key, in: scope) else { throw wrongUse("the keys of a dictionary must be strings here") }
                dictionary[key] = try value(of: member, in: scope)
            }
            return try checked(.dictionary(dictionary))
        case .attribute(let owner, let name): return try member(TemplateText(name), of: value(of: owner, in: scope))
        case .item(let owner, let key): return try item(value(of: key, in: scope), of: value(of: owner, in: scope))
        case .slice(let owner, let start, let stop, let step):
            return try slice(
                value(of: owner, in: scope), from: index(start, in: scope), to: index(stop, in: scope), by: index(step, in: scope) ?? 1)
        case .call(let callee, let arguments): return try call(callee, try self.arguments(arguments, in: scope), in: scope)
        case .filter(let operand, let filter, let arguments):
            return try filtered(value(of: operand, in: scope), by: filter, self.arguments(arguments, in: scope))
        case .test(let operand, let test, let arguments, let isNegated):
            return .bool(try isTrue(test, of: value(of: operand, in: scope), self.arguments(arguments, in: scope)) != isNegated)
        case .operation(let operation, let left, let right):
            return try result(of: operation, value(of: left, in: scope), value(of: right, in: scope))
        case .comparison(let first, let others): return .bool(try holds(first, others, in: scope))
        case .and(let left, let right):
            let left = try value(of: left, in: scope)
            return left.isTrue ? try value(of: right, in: scope) : left
        case .or(let left, let right):
            let left = try value(of: left, in: scope)
            return left.isTrue ? left : try value(of: right, in: scope)
        case .not(let operand): return .bool(try !value(of: operand, in: scope).isTrue)
        case .negative(let operand):
            let operand = try value(of: operand, in: scope)
            if case .number(let number) = operand { return .number(-number) }
            return try result(of: .subtract, .integer(0), operand)
        case .conditional(let value, let condition, let otherwise):
            if try self.value(of: condition, in: scope).isTrue { return try self.value(of: value, in: scope) }
            if let otherwise { return try self.value(of: otherwise, in: scope) }
            return .undefined("the value of an 'if' without 'else'")
        case .none, .bool, .integer, .number, .string, .name:
            preconditionFailure("compoundValue: a simple expression")
        }
    }

    func arguments(_ arguments: Expression.Arguments, in scope: Scope) throws(TemplateError) -> TemplateArguments {
        var values = TemplateArguments(line: line)
        for argument in arguments.positional { values.positional.append(try value(of: argument, in: scope)) }
        for (name, argument) in arguments.named { values.named.append((name, try value(of: argument, in: scope))) }
        return values
    }

    // MARK: - Parts

    /// `value.name`
    func member(_ name: TemplateText, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch value {
        case .dictionary(let members): return members[name] ?? .undefined(name.string)
        case .namespace(let namespace): return namespace.members[name] ?? .undefined(name.string)
        case .loop(let list, let index): return loopMember(name.string, list.elements, index)
        case .undefined: throw wrongUse("'\(name.string)' is looked for in \(value.kind)")
        default: return .undefined(name.string)
        }
    }

    private func loopMember(_ name: String, _ items: [TemplateValue], _ index: Int) -> TemplateValue {
        switch name {
        case "index": .integer(index + 1)
        case "index0": .integer(index)
        case "revindex": .integer(items.count - index)
        case "revindex0": .integer(items.count - index - 1)
        case "first": .bool(index == 0)
        case "last": .bool(index == items.count - 1)
        case "length": .integer(items.count)
        case "previtem": index > 0 ? items[index - 1] : .undefined("previtem")
        case "nextitem": index + 1 < items.count ? items[index + 1] : .undefined("nextitem")
        default: .undefined("loop.\(name)")
        }
    }

    /// `value[key]`
    private func item(_ key: TemplateValue, of value: TemplateValue) throws(TemplateError) -> TemplateValue {
        if case .string(let name) = key { return try member(name, of: value) }
        guard let index = key.integer else {
            if case .undefined = value { throw wrongUse("a part is looked for in \(value.kind)") }
            return .undefined("an item")
        }
        switch value {
        case .list(let list):
            let place = index < 0 ? index + list.elements.count : index
            return list.elements.indices.contains(place) ? list.elements[place] : .undefined("item \(index)")
        case .string(let text):
            let place = index < 0 ? index + text.count : index
            return text.units.indices.contains(place) ? .string(text[place..<place + 1]) : .undefined("item \(index)")
        case .undefined: throw wrongUse("a part is looked for in \(value.kind)")
        default: return .undefined("item \(index)")
        }
    }

    private func index(_ expression: Expression?, in scope: Scope) throws(TemplateError) -> Int? {
        guard let expression else { return nil }
        switch try value(of: expression, in: scope) {
        case .none: return nil
        case let value:
            guard let index = value.integer else { throw wrongUse("a slice needs whole numbers, not \(value.kind)") }
            return index
        }
    }

    private func slice(_ value: TemplateValue, from start: Int?, to stop: Int?, by step: Int) throws(TemplateError) -> TemplateValue {
        guard step != 0 else { throw wrongUse("the step of a slice is 0") }
        switch value {
        case .string(let text):
            let units = Self.slice(text.units, from: start, to: stop, by: step)
            try count(scalars: units.count)
            return .string(TemplateText(units: units))
        case .list(let list):
            let elements = Self.slice(list.elements, from: start, to: stop, by: step)
            try self.step(elements.count)
            return .list(elements)
        default: throw wrongUse("\(value.kind) can't be sliced")
        }
    }

    /// Python's slices: negative indices count from the end, and what is outside is cut.
    private static func slice<Element>(_ elements: [Element], from start: Int?, to stop: Int?, by step: Int) -> [Element] {
        let count = elements.count
        func clamped(_ index: Int) -> Int {
            let index = index < 0 ? max(index, -count - 1) + count : index
            return step > 0 ? min(max(index, 0), count) : min(max(index, -1), count - 1)
        }
        let start = start.map(clamped) ?? (step > 0 ? 0 : count - 1)
        let stop = stop.map(clamped) ?? (step > 0 ? count : -1)
        return stride(from: start, to: stop, by: max(min(step, count + 1), -count - 1)).map { elements[$0] }
    }

    // MARK: - Calls

    private func call(_ callee: Expression, _ arguments: TemplateArguments, in scope: Scope) throws(TemplateError) -> TemplateValue {
        if case .attribute(let owner, let name) = callee {
            let owner = try value(of: owner, in: scope)
            if let result = try callMethod(name, of: owner, arguments) { return result }
            return try call(member(TemplateText(name), of: owner), named: name, arguments)
        }
        let name = if case .name(let name) = callee { name } else { "a value" }
        return try call(value(of: callee, in: scope), named: name, arguments)
    }

    private func call(_ callee: TemplateValue, named name: String, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        switch callee {
        case .macro(let macro): return try call(macro, arguments)
        case .function(let function): return try call(function, arguments)
        case .undefined: throw .unsupported(construct: "the function or method '\(name)'", line: line)
        default: throw wrongUse("'\(name)' is \(callee.kind) and can't be called")
        }
    }
}
