public import TruthCheckpoints

/// A chat template in Jinja's language, ready to run.
///
/// The subset that models' templates use, with white space as transformers sets it up and its additions: `break` and `continue`,
/// `{% generation %}`, `raise_exception`, `strftime_now`, and `tojson` that leaves `<`, `>` and `&` alone. What isn't known is refused
/// by name when the template is read, methods when they are called.
public struct JinjaTemplate: Sendable {
    /// The template's text.
    public let source: String
    private let statements: [Statement]
    private let limits: TemplateLimits

    public init(_ source: String, limits: TemplateLimits = TemplateLimits()) throws(TemplateError) {
        guard source.utf8.count <= limits.sourceBytes else { throw .limit(what: "\(limits.sourceBytes) bytes of template", line: 1) }
        self.source = source
        self.limits = limits
        statements = try TemplateParser.statements(of: source)
    }

    /// What the template writes.
    ///
    /// - Parameters:
    ///   - data: Variables whose texts somebody else wrote: messages, tools.
    ///   - own: Texts of the model's own, such as its special tokens.
    ///   - clock: The time that the template sees.
    public func render(
        data: [String: JSONValue], own: [String: String] = [:], clock: TemplateClock = TemplateClock()
    ) throws(TemplateError) -> TemplateText {
        var variables = data.mapValues { TemplateValue($0) }
        for (name, text) in own { variables[name] = .string(TemplateText(text)) }
        return try Renderer(limits: limits, clock: clock).render(statements, variables: variables)
    }

    /// Whether the template does something with a variable, as far as its text tells.
    public func mentions(_ name: String) -> Bool { source.utf8.firstRange(of: name.utf8) != nil }
}
