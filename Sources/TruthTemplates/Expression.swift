/// An expression of a template.
indirect enum Expression: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(TemplateText)
    case name(String)
    case list([Expression])
    case dictionary([(Expression, Expression)])
    /// `value.name`
    case attribute(Expression, String)
    /// `value[key]`
    case item(Expression, Expression)
    case slice(Expression, start: Expression?, stop: Expression?, step: Expression?)
    case call(Expression, Arguments)
    case filter(Expression, TemplateFilter, Arguments)
    case test(Expression, TemplateTest, Arguments, isNegated: Bool)
    case operation(Operator, Expression, Expression)
    /// `a < b <= c`
    case comparison(Expression, [(Comparison, Expression)])
    case and(Expression, Expression)
    case or(Expression, Expression)
    case not(Expression)
    case negative(Expression)
    case conditional(Expression, if: Expression, else: Expression?)

    enum Operator: String, Sendable {
        case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", remainder = "%", power = "**", join = "~"
    }

    enum Comparison: String, Sendable {
        case equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", `in`, notIn = "not in"
    }

    struct Arguments: Sendable {
        var positional: [Expression] = []
        var named: [(name: String, value: Expression)] = []
    }
}
