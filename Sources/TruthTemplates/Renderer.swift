/// Runs the statements of a template.
final class Renderer {
    /// Why the statements behind one aren't run.
    enum Interruption {
        case none, `break`, `continue`
    }

    let clock: TemplateClock
    private let limits: TemplateLimits
    /// What has been written, by the blocks that catch it, the innermost last.
    private var outputs: [TemplateText] = [TemplateText(units: [])]
    private var stepCount = 0
    private var scalarCount = 0
    /// Holders that may hold themselves: they are emptied in the end, or would never be freed.
    private var namespaces: [TemplateValue.Namespace] = []
    private var macroScopes: [Scope] = []
    private var depth = 0
    /// The line of the statement that is run, for errors.
    private(set) var line = 1

    init(limits: TemplateLimits, clock: TemplateClock) {
        self.limits = limits
        self.clock = clock
    }

    func render(_ statements: [Statement], variables: [String: TemplateValue]) throws(TemplateError) -> TemplateText {
        let globals = Scope(TemplateFunction.globals.merging(variables) { $1 })
        defer {
            for namespace in namespaces { namespace.members = TemplateDictionary() }
            for scope in macroScopes { scope.clear() }
        }
        _ = try run(statements, in: Scope(in: globals))
        return outputs[0]
    }

    // MARK: - Statements

    private func run(_ statements: [Statement], in scope: Scope) throws(TemplateError) -> Interruption {
        for statement in statements {
            line = statement.line
            try step()
            let interruption = try run(statement.kind, in: scope)
            guard interruption == .none else { return interruption }
        }
        return .none
    }

    private func run(_ statement: Statement.Kind, in scope: Scope) throws(TemplateError) -> Interruption {
        switch statement {
        case .text(let text): try write(text)
        case .write(let expression): try write(text(of: value(of: expression, in: scope)))
        case .conditional(let branches):
            for branch in branches {
                if let condition = branch.condition, try !value(of: condition, in: scope).isTrue { continue }
                return try nested { () throws(TemplateError) in try run(branch.body, in: scope) }
            }
        case .loop(let loop): try nested { () throws(TemplateError) in try run(loop, in: scope) }
        case .set(let targets, let expression, let unpacks):
            let value = try value(of: expression, in: scope)
            if unpacks {
                for (target, part) in zip(targets, try parts(of: value, count: targets.count)) { try set(target, to: part, in: scope) }
            } else {
                try set(targets[0], to: value, in: scope)
            }
        case .capture(let target, let filters, let body):
            var value = TemplateValue.string(try capture { () throws(TemplateError) in _ = try run(body, in: Scope(in: scope)) })
            for (filter, arguments) in filters {
                value = try filtered(value, by: filter, try self.arguments(arguments, in: scope))
            }
            try set(target, to: value, in: scope)
        case .macro(let definition):
            guard macroScopes.count < 10_000 else { throw .limit(what: "10000 macros", line: line) }
            macroScopes.append(scope)
            scope.set(definition.name, to: .macro(.init(definition, scope)))
        case .break: return .break
        case .continue: return .continue
        case .group(let body): return try nested { () throws(TemplateError) in try run(body, in: scope) }
        }
        return .none
    }

    private func run(_ loop: Statement.Loop, in scope: Scope) throws(TemplateError) {
        var items = try elements(of: value(of: loop.items, in: scope))
        if let condition = loop.condition {
            var kept: [TemplateValue] = []
            for item in items {
                let inner = Scope(in: scope)
                try bind(loop, to: item, in: inner)
                if try value(of: condition, in: inner).isTrue { kept.append(item) }
            }
            items = kept
        }
        guard !items.isEmpty else {
            _ = try run(loop.otherwise, in: Scope(in: scope))
            return
        }
        let list = TemplateList(items)
        for (index, item) in items.enumerated() {
            try step()
            let inner = Scope(["loop": .loop(list, index: index)], in: scope)
            try bind(loop, to: item, in: inner)
            if try run(loop.body, in: inner) == .break { return }
        }
    }

    private func bind(_ loop: Statement.Loop, to item: TemplateValue, in scope: Scope) throws(TemplateError) {
        guard loop.unpacks else { return scope.set(loop.targets[0], to: item) }
        for (name, part) in zip(loop.targets, try parts(of: item, count: loop.targets.count)) { scope.set(name, to: part) }
    }

    private func parts(of value: TemplateValue, count: Int) throws(TemplateError) -> [TemplateValue] {
        let parts = try elements(of: value)
        guard parts.count == count else { throw wrongUse("\(count) names are to be set from \(parts.count) values") }
        return parts
    }

    private func set(_ target: Statement.SetTarget, to value: TemplateValue, in scope: Scope) throws(TemplateError) {
        switch target {
        case .name(let name): scope.set(name, to: value)
        case .member(let owner, let name):
            guard case .namespace(let namespace)? = scope.value(of: owner) else {
                throw wrongUse("'\(owner).\(name)' can only be set if '\(owner)' is a namespace")
            }
            namespace.members[TemplateText(name)] = value
        }
    }

    /// Calls a macro, whose result is what it writes.
    func call(_ macro: TemplateValue.Macro, _ arguments: TemplateArguments) throws(TemplateError) -> TemplateValue {
        let definition = macro.definition
        let scope = Scope(in: macro.scope)
        guard arguments.positional.count <= definition.parameters.count else {
            throw wrongUse("the macro '\(definition.name)' takes \(definition.parameters.count) arguments, not \(arguments.positional.count)")
        }
        if let unknown = arguments.named.first(where: { argument in !definition.parameters.contains { $0.name == argument.name } }) {
            throw wrongUse("the macro '\(definition.name)' has no parameter '\(unknown.name)'")
        }
        for (index, parameter) in definition.parameters.enumerated() {
            let given = index < arguments.positional.count ? arguments.positional[index] : arguments.named.first { $0.name == parameter.name }?.value
            let standard = try given == nil ? parameter.standard.map { expression throws(TemplateError) in try value(of: expression, in: scope) } : nil
            scope.set(parameter.name, to: given ?? standard ?? .undefined(parameter.name))
        }
        let text = try capture { () throws(TemplateError) in
            try nested { () throws(TemplateError) in _ = try run(definition.body, in: scope) }
        }
        return .string(text)
    }

    // MARK: - Output and limits

    private func write(_ text: TemplateText) throws(TemplateError) {
        try count(scalars: text.count)
        outputs[outputs.count - 1] += text
    }

    /// What `body` writes.
    private func capture(_ body: () throws(TemplateError) -> Void) throws(TemplateError) -> TemplateText {
        outputs.append(TemplateText(units: []))
        do throws(TemplateError) {
            try body()
        } catch {
            outputs.removeLast()
            throw error
        }
        return outputs.removeLast()
    }

    func step(_ count: Int = 1) throws(TemplateError) {
        let (sum, isTooMuch) = stepCount.addingReportingOverflow(count)
        stepCount = sum
        guard !isTooMuch, stepCount <= limits.steps else { throw .limit(what: "\(limits.steps) steps", line: line) }
    }

    func count(scalars: Int) throws(TemplateError) {
        let (sum, isTooMuch) = scalarCount.addingReportingOverflow(scalars)
        scalarCount = sum
        guard !isTooMuch, scalarCount <= limits.scalars else { throw .limit(what: "\(limits.scalars) characters", line: line) }
    }

    /// A new namespace. Few are allowed, since chains of them are taken down one inside the other.
    func namespace(_ members: TemplateDictionary) throws(TemplateError) -> TemplateValue {
        guard namespaces.count < 1000 else { throw .limit(what: "1000 namespaces", line: line) }
        let namespace = TemplateValue.Namespace(members)
        namespaces.append(namespace)
        return .namespace(namespace)
    }

    /// Makes sure that a value that was put together can be walked.
    func checked(_ value: TemplateValue) throws(TemplateError) -> TemplateValue {
        let size = value.size
        guard size.depth <= 200 else { throw .limit(what: "200 lists inside each other", line: line) }
        guard size.weight <= limits.scalars else { throw .limit(what: "\(limits.scalars) characters", line: line) }
        return value
    }

    /// Counts one more call inside another while `body` runs.
    func nested<Result>(_ body: () throws(TemplateError) -> Result) throws(TemplateError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else { throw .limit(what: "\(limits.depth) calls inside each other", line: line) }
        return try body()
    }

    func wrongUse(_ problem: String) -> TemplateError { .wrongUse(line: line, problem: problem) }
}
