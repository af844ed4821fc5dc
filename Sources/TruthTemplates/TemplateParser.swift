/// Makes a tree of statements out of a template's sections.
struct TemplateParser {
    private let sections: [TemplateSection]
    private var position = 0
    private var depth = 0
    private var loopDepth = 0

    private init(_ sections: [TemplateSection]) { self.sections = sections }

    static func statements(of source: String) throws(TemplateError) -> [Statement] {
        var parser = TemplateParser(try TemplateLexer.sections(of: source))
        return try parser.statements(until: []).body
    }

    /// The statements up to one of the blocks `ends`, whose tokens come along.
    private mutating func statements(until ends: [String]) throws(TemplateError) -> (body: [Statement], end: TokenReader) {
        var body: [Statement] = []
        let firstLine = line
        depth += 1
        defer { depth -= 1 }
        guard depth <= TemplateLimits.nesting else { throw .limit(what: "\(TemplateLimits.nesting) blocks inside each other", line: firstLine) }
        while position < sections.count {
            let section = sections[position]
            position += 1
            switch section {
            case .text(let text, let line): body.append(Statement(line: line, kind: .text(text)))
            case .write(let tokens, let line):
                var reader = TokenReader(tokens, line: line)
                let value = try reader.tuple()
                try reader.finish()
                body.append(Statement(line: line, kind: .write(value)))
            case .block(let tokens, let line):
                var reader = TokenReader(tokens, line: line)
                let keyword = try reader.name()
                if ends.contains(keyword) { return (body, reader) }
                body.append(Statement(line: line, kind: try statement(keyword, &reader)))
            }
        }
        guard ends.isEmpty else {
            throw .syntax(line: firstLine, problem: "a block is never closed with {% \(ends.joined(separator: " %} or {% ")) %}")
        }
        return (body, TokenReader([], line: firstLine))
    }

    private var line: Int {
        switch sections.indices.contains(position) ? sections[position] : sections.last {
        case .text(_, let line), .write(_, let line), .block(_, let line): line
        case nil: 1
        }
    }

    private mutating func statement(_ keyword: String, _ reader: inout TokenReader) throws(TemplateError) -> Statement.Kind {
        switch keyword {
        case "if": return try conditional(&reader)
        case "for": return try loop(&reader)
        case "set": return try set(&reader)
        case "macro": return try macro(&reader)
        case "break", "continue":
            guard loopDepth > 0 else { throw .syntax(line: reader.line, problem: "{% \(keyword) %} stands outside a loop") }
            try reader.finish()
            return keyword == "break" ? .break : .continue
        case "generation":
            try reader.finish()
            let (body, end) = try statements(until: ["endgeneration"])
            try end.finish()
            return .group(body)
        case "call", "filter", "include", "import", "from", "extends", "block", "do", "with", "autoescape", "trans":
            throw .unsupported(construct: "{% \(keyword) %}", line: reader.line)
        default:
            throw .syntax(line: reader.line, problem: "{% \(keyword) %} is unknown, or closes nothing")
        }
    }

    private mutating func conditional(_ reader: inout TokenReader) throws(TemplateError) -> Statement.Kind {
        var branches: [(condition: Expression?, body: [Statement])] = []
        var condition: Expression? = try reader.tuple()
        try reader.finish()
        while true {
            var (body, end) = try statements(until: condition == nil ? ["endif"] : ["elif", "else", "endif"])
            branches.append((condition, body))
            guard branches.count <= 1000 else { throw .limit(what: "1000 branches", line: end.line) }
            let keyword = end.keyword
            condition = keyword == "elif" ? try end.tuple() : nil
            try end.finish()
            if keyword == "endif" { return .conditional(branches) }
        }
    }

    private mutating func loop(_ reader: inout TokenReader) throws(TemplateError) -> Statement.Kind {
        let (targets, unpacks) = try reader.loopTargets()
        try reader.expectName("in")
        let items = try reader.tuple(withConditional: false)
        let condition = reader.takeName("if") ? try reader.expression() : nil
        if reader.takeName("recursive") { throw .unsupported(construct: "a recursive loop", line: reader.line) }
        try reader.finish()
        loopDepth += 1
        var (body, end) = try statements(until: ["else", "endfor"])
        loopDepth -= 1
        var otherwise: [Statement] = []
        if end.keyword == "else" {
            try end.finish()
            (otherwise, end) = try statements(until: ["endfor"])
        }
        try end.finish()
        return .loop(.init(targets: targets, unpacks: unpacks, items: items, condition: condition, body: body, otherwise: otherwise))
    }

    private mutating func set(_ reader: inout TokenReader) throws(TemplateError) -> Statement.Kind {
        let (targets, unpacks) = try reader.setTargets()
        if reader.take("=") {
            let value = try reader.tuple()
            try reader.finish()
            return .set(targets, value, unpacks: unpacks)
        }
        guard targets.count == 1 else { throw .syntax(line: reader.line, problem: "{% set %} needs '='") }
        let filters = try reader.filters()
        try reader.finish()
        let (body, end) = try statements(until: ["endset"])
        try end.finish()
        return .capture(targets[0], filters, body)
    }

    private mutating func macro(_ reader: inout TokenReader) throws(TemplateError) -> Statement.Kind {
        let name = try reader.name()
        let parameters = try reader.parameters()
        try reader.finish()
        let outerLoops = loopDepth
        loopDepth = 0
        var (body, end) = try statements(until: ["endmacro"])
        loopDepth = outerLoops
        _ = end.takeName(name)
        try end.finish()
        return .macro(MacroDefinition(name: name, parameters: parameters, body: body))
    }
}
