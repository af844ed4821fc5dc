/// Expressions, from the loosest operator to the tightest, in Jinja's order.
extension TokenReader {
    /// An expression, or several with commas between them, which are a list.
    mutating func tuple(withConditional: Bool = true) throws(TemplateError) -> Expression {
        let first = withConditional ? try expression() : try disjunction()
        guard isAt(",") else { return first }
        var elements = [first]
        while take(",") {
            if next == nil || isAt(")") { break }
            elements.append(withConditional ? try expression() : try disjunction())
        }
        return .list(elements)
    }

    mutating func expression() throws(TemplateError) -> Expression {
        try enter()
        defer { leave() }
        var value = try disjunction()
        var length = 0
        while takeName("if") {
            length += 1
            try checkChain(length)
            let condition = try disjunction()
            value = .conditional(value, if: condition, else: takeName("else") ? try expression() : nil)
        }
        return value
    }

    private mutating func disjunction() throws(TemplateError) -> Expression {
        var left = try conjunction()
        var length = 0
        while takeName("or") {
            length += 1
            try checkChain(length)
            left = .or(left, try conjunction())
        }
        return left
    }

    private mutating func conjunction() throws(TemplateError) -> Expression {
        var left = try negation()
        var length = 0
        while takeName("and") {
            length += 1
            try checkChain(length)
            left = .and(left, try negation())
        }
        return left
    }

    private mutating func negation() throws(TemplateError) -> Expression {
        guard takeName("not") else { return try comparison() }
        try enter()
        defer { leave() }
        return .not(try negation())
    }

    private mutating func comparison() throws(TemplateError) -> Expression {
        let first = try sum()
        var others: [(Expression.Comparison, Expression)] = []
        while let operation = takeComparison() { others.append((operation, try sum())) }
        return others.isEmpty ? first : .comparison(first, others)
    }

    private mutating func takeComparison() -> Expression.Comparison? {
        if case .sign(let sign)? = next, let operation = Expression.Comparison(rawValue: sign) {
            advance()
            return operation
        }
        if takeName("in") { return .in }
        if isAtName("not"), isFollowedByName("in") {
            advance()
            advance()
            return .notIn
        }
        return nil
    }

    private mutating func sum() throws(TemplateError) -> Expression {
        var left = try concatenation()
        var length = 0
        while let operation = takeOperator(["+", "-"]) {
            length += 1
            try checkChain(length)
            left = .operation(operation, left, try concatenation())
        }
        return left
    }

    private mutating func concatenation() throws(TemplateError) -> Expression {
        var left = try product()
        var length = 0
        while let operation = takeOperator(["~"]) {
            length += 1
            try checkChain(length)
            left = .operation(operation, left, try product())
        }
        return left
    }

    private mutating func product() throws(TemplateError) -> Expression {
        var left = try power()
        var length = 0
        while let operation = takeOperator(["*", "/", "//", "%"]) {
            length += 1
            try checkChain(length)
            left = .operation(operation, left, try power())
        }
        return left
    }

    private mutating func power() throws(TemplateError) -> Expression {
        var left = try unary()
        var length = 0
        while let operation = takeOperator(["**"]) {
            length += 1
            try checkChain(length)
            left = .operation(operation, left, try unary())
        }
        return left
    }

    private mutating func takeOperator(_ signs: [String]) -> Expression.Operator? {
        guard case .sign(let sign)? = next, signs.contains(sign) else { return nil }
        advance()
        return Expression.Operator(rawValue: sign)
    }

    private mutating func unary(filtered: Bool = true) throws(TemplateError) -> Expression {
        try enter()
        defer { leave() }
        var value: Expression
        if take("-") {
            value = .negative(try unary(filtered: false))
        } else if take("+") {
            value = try unary(filtered: false)
        } else {
            value = try primary()
        }
        value = try postfix(value)
        return filtered ? try filtersAndTests(of: value) : value
    }

    // MARK: - Behind a value

    private mutating func postfix(_ value: Expression) throws(TemplateError) -> Expression {
        var value = value
        var length = 0
        while true {
            length += 1
            try checkChain(length)
            if take(".") {
                if case .integer(let index)? = next {
                    advance()
                    value = .item(value, .integer(index))
                } else {
                    value = .attribute(value, try name())
                }
            } else if take("[") {
                value = try subscripted(value)
            } else if isAt("(") {
                value = .call(value, try arguments())
            } else {
                return value
            }
        }
    }

    private mutating func subscripted(_ value: Expression) throws(TemplateError) -> Expression {
        var parts: [Expression?] = [nil]
        while !take("]") {
            if take(":") {
                parts.append(nil)
                guard parts.count <= 3 else { throw unexpected("']'") }
            } else {
                guard parts[parts.count - 1] == nil else { throw unexpected("']'") }
                parts[parts.count - 1] = try expression()
            }
        }
        if parts.count == 1 {
            guard let key = parts[0] else { throw unexpected("an index") }
            return .item(value, key)
        }
        return .slice(value, start: parts[0], stop: parts[1], step: parts.count > 2 ? parts[2] : nil)
    }

    mutating func arguments() throws(TemplateError) -> Expression.Arguments {
        try expect("(")
        var arguments = Expression.Arguments()
        var isFirst = true
        while !take(")") {
            if !isFirst { try expect(",") }
            isFirst = false
            if take(")") { break }
            if isAt("*") || isAt("**") { throw .unsupported(construct: "a call with * or **", line: line) }
            if case .name(let name)? = next, isFollowed(by: "=") {
                advance()
                advance()
                arguments.named.append((name, try expression()))
            } else {
                guard arguments.named.isEmpty else { throw unexpected("a named argument") }
                arguments.positional.append(try expression())
            }
        }
        return arguments
    }

    private mutating func filtersAndTests(of value: Expression) throws(TemplateError) -> Expression {
        var value = value
        var length = 0
        while true {
            length += 1
            try checkChain(length)
            if isAt("|") {
                for (filter, arguments) in try filters(most: 1) { value = .filter(value, filter, arguments) }
            } else if takeName("is") {
                value = try test(of: value)
            } else if isAt("(") {
                value = .call(value, try arguments())
            } else {
                return value
            }
        }
    }

    /// `|name(arguments)`, as often as it comes.
    mutating func filters(most: Int = TemplateLimits.chain) throws(TemplateError) -> [(TemplateFilter, Expression.Arguments)] {
        var filters: [(TemplateFilter, Expression.Arguments)] = []
        while filters.count < most, take("|") {
            let line = line
            let name = try name()
            guard let filter = TemplateFilter(name: name) else { throw .unsupported(construct: "the filter '\(name)'", line: line) }
            filters.append((filter, isAt("(") ? try arguments() : Expression.Arguments()))
        }
        return filters
    }

    private mutating func test(of value: Expression) throws(TemplateError) -> Expression {
        let isNegated = takeName("not")
        let line = line
        let name = try name()
        guard let test = TemplateTest(name: name) else { throw .unsupported(construct: "the test '\(name)'", line: line) }
        var arguments = Expression.Arguments()
        if isAt("(") {
            arguments = try self.arguments()
        } else if beginsArgument {
            try enter()
            defer { leave() }
            arguments.positional = [try postfix(try primary())]
        }
        return .test(value, test, arguments, isNegated: isNegated)
    }

    /// Whether a test's one argument follows without brackets: `is divisibleby 3`.
    private var beginsArgument: Bool {
        switch next {
        case .string, .integer, .number, .sign("["), .sign("{"): true
        case .name(let name): !["else", "or", "and", "if", "is", "in", "not", "recursive"].contains(name)
        default: false
        }
    }

    // MARK: - Values

    private mutating func primary() throws(TemplateError) -> Expression {
        guard let next else { throw unexpected("a value") }
        switch next {
        case .name(let name):
            advance()
            return switch name {
            case "true", "True": .bool(true)
            case "false", "False": .bool(false)
            case "none", "None": .none
            default: .name(name)
            }
        case .string(var text):
            advance()
            while case .string(let more)? = self.next {
                text += more
                advance()
            }
            return .string(TemplateText(text))
        case .integer(let value):
            advance()
            return .integer(value)
        case .number(let value):
            advance()
            return .number(value)
        case .sign("("):
            advance()
            if take(")") { return .list([]) }
            let value = try tuple()
            try expect(")")
            return value
        case .sign("["):
            advance()
            return .list(try elements(closing: "]") { reader throws(TemplateError) in try reader.expression() })
        case .sign("{"):
            advance()
            return .dictionary(try elements(closing: "}") { reader throws(TemplateError) in
                let key = try reader.expression()
                try reader.expect(":")
                return (key, try reader.expression())
            })
        case .sign:
            throw unexpected("a value")
        }
    }

    private mutating func elements<Element>(
        closing: String, _ element: (inout TokenReader) throws(TemplateError) -> Element
    ) throws(TemplateError) -> [Element] {
        var elements: [Element] = []
        while !take(closing) {
            if !elements.isEmpty { try expect(",") }
            if take(closing) { break }
            elements.append(try element(&self))
        }
        return elements
    }
}
