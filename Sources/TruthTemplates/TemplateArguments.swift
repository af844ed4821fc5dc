/// What a filter, test, method or function is called with.
struct TemplateArguments {
    var positional: [TemplateValue] = []
    var named: [(name: String, value: TemplateValue)] = []
    /// Where the call stands.
    let line: Int

    init(line: Int) { self.line = line }

    /// The argument at `index` or called `name`.
    subscript(index: Int, name: String) -> TemplateValue? {
        index < positional.count ? positional[index] : named.first { $0.name == name }?.value
    }

    /// Refuses arguments beyond `names`.
    func allow(_ names: [String], of callee: String) throws(TemplateError) {
        guard positional.count <= names.count else {
            throw .wrongUse(line: line, problem: "\(callee) takes at most \(names.count) arguments, not \(positional.count)")
        }
        for argument in named where !names.contains(argument.name) {
            throw .unsupported(construct: "the argument '\(argument.name)' of \(callee)", line: line)
        }
    }

    func text(_ index: Int, _ name: String) throws(TemplateError) -> TemplateText? {
        switch self[index, name] {
        case nil, .some(.none): return nil
        case .string(let text): return text
        case .some(let other): throw .wrongUse(line: line, problem: "'\(name)' should be a string, but is \(other.kind)")
        }
    }

    func integer(_ index: Int, _ name: String) throws(TemplateError) -> Int? {
        switch self[index, name] {
        case nil, .some(.none): return nil
        case .some(let value):
            guard let integer = value.integer else { throw .wrongUse(line: line, problem: "'\(name)' should be a whole number, but is \(value.kind)") }
            return integer
        }
    }

    /// The arguments behind the first `count`, for another filter or test.
    func dropping(_ count: Int) -> TemplateArguments {
        var rest = self
        rest.positional.removeFirst(min(count, positional.count))
        return rest
    }
}
