/// Reads the tokens of one tag.
struct TokenReader {
    private let tokens: [TemplateToken]
    private var position = 0
    /// Brackets and prefix operators that are open.
    private var depth = 0
    private let firstLine: Int

    init(_ tokens: [TemplateToken], line: Int) {
        self.tokens = tokens
        firstLine = line
    }

    var line: Int { position < tokens.count ? tokens[position].line : tokens.last?.line ?? firstLine }

    /// The word that the tag begins with.
    var keyword: String {
        if case .name(let name)? = tokens.first?.kind { name } else { "" }
    }

    var next: TemplateToken.Kind? { position < tokens.count ? tokens[position].kind : nil }

    func isAt(_ sign: String) -> Bool { next == .sign(sign) }

    func isAtName(_ name: String) -> Bool { next == .name(name) }

    /// Whether `sign` stands behind the next token.
    func isFollowed(by sign: String) -> Bool { position + 1 < tokens.count && tokens[position + 1].kind == .sign(sign) }

    func isFollowedByName(_ name: String) -> Bool { position + 1 < tokens.count && tokens[position + 1].kind == .name(name) }

    mutating func advance() { position += 1 }

    mutating func take(_ sign: String) -> Bool {
        guard isAt(sign) else { return false }
        position += 1
        return true
    }

    mutating func takeName(_ name: String) -> Bool {
        guard isAtName(name) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ sign: String) throws(TemplateError) {
        guard take(sign) else { throw unexpected("'\(sign)'") }
    }

    mutating func expectName(_ name: String) throws(TemplateError) {
        guard takeName(name) else { throw unexpected("'\(name)'") }
    }

    mutating func name() throws(TemplateError) -> String {
        guard case .name(let name)? = next else { throw unexpected("a name") }
        position += 1
        return name
    }

    /// Makes sure that nothing is left.
    func finish() throws(TemplateError) {
        guard position == tokens.count else { throw unexpected("the end of the tag") }
    }

    func unexpected(_ wanted: String) -> TemplateError {
        .syntax(line: line, problem: "expected \(wanted), found \(position < tokens.count ? tokens[position].shown : "the end of the tag")")
    }

    /// Counts one more nested expression; ``leave()`` undoes it.
    mutating func enter() throws(TemplateError) {
        depth += 1
        guard depth <= TemplateLimits.nesting else { throw .limit(what: "\(TemplateLimits.nesting) expressions inside each other", line: line) }
    }

    mutating func leave() { depth -= 1 }

    /// Makes sure that operators in a row don't make the tree too deep to walk.
    func checkChain(_ length: Int) throws(TemplateError) {
        guard length <= TemplateLimits.chain else { throw .limit(what: "\(TemplateLimits.chain) operators in a row", line: line) }
    }

    // MARK: - Targets

    mutating func loopTargets() throws(TemplateError) -> (names: [String], unpacks: Bool) {
        let isBracketed = take("(")
        var names = [try name()]
        var unpacks = false
        while take(",") {
            unpacks = true
            names.append(try name())
        }
        if isBracketed { try expect(")") }
        return (names, unpacks)
    }

    mutating func setTargets() throws(TemplateError) -> (targets: [Statement.SetTarget], unpacks: Bool) {
        let isBracketed = take("(")
        var targets = [try setTarget()]
        var unpacks = false
        while take(",") {
            unpacks = true
            targets.append(try setTarget())
        }
        if isBracketed { try expect(")") }
        return (targets, unpacks)
    }

    private mutating func setTarget() throws(TemplateError) -> Statement.SetTarget {
        let first = try name()
        return take(".") ? .member(of: first, try name()) : .name(first)
    }

    mutating func parameters() throws(TemplateError) -> [(name: String, standard: Expression?)] {
        try expect("(")
        var parameters: [(name: String, standard: Expression?)] = []
        while !take(")") {
            if !parameters.isEmpty { try expect(",") }
            if take(")") { break }
            let name = try name()
            parameters.append((name, take("=") ? try expression() : nil))
        }
        return parameters
    }
}
