/// A statement of a template, with the line it begins in.
struct Statement: Sendable {
    var line: Int
    var kind: Kind

    indirect enum Kind: Sendable {
        case text(TemplateText)
        case write(Expression)
        /// Each condition with its statements; `else` has none.
        case conditional([(condition: Expression?, body: [Statement])])
        case loop(Loop)
        case set([SetTarget], Expression, unpacks: Bool)
        /// `{% set name %}…{% endset %}`, and the filters that what is written goes through.
        case capture(SetTarget, [(TemplateFilter, Expression.Arguments)], [Statement])
        case macro(MacroDefinition)
        case `break`
        case `continue`
        /// What stands in `{% generation %}`, which marks an answer for training and writes it as it is.
        case group([Statement])
    }

    struct Loop: Sendable {
        var targets: [String]
        var unpacks: Bool
        var items: Expression
        var condition: Expression?
        var body: [Statement]
        var otherwise: [Statement]
    }

    enum SetTarget: Sendable {
        case name(String)
        case member(of: String, String)
    }
}

/// `{% macro name(parameters) %}`
struct MacroDefinition: Sendable {
    var name: String
    var parameters: [(name: String, standard: Expression?)]
    var body: [Statement]
}

/// The variables of a block, inside those of the blocks around it.
final class Scope {
    private var values: [String: TemplateValue]
    private let parent: Scope?

    init(_ values: [String: TemplateValue] = [:], in parent: Scope? = nil) {
        self.values = values
        self.parent = parent
    }

    /// The innermost variable of that name.
    func value(of name: String) -> TemplateValue? { values[name] ?? parent?.value(of: name) }

    /// Lets go of all variables.
    func clear() { values = [:] }

    /// Sets a variable of this block.
    func set(_ name: String, to value: TemplateValue) { values[name] = value }
}
