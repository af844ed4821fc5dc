import Foundation

/// Arithmetic, comparison, and what loops go over.
extension Renderer {
    func result(of operation: Expression.Operator, _ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> TemplateValue {
        switch (operation, left, right) {
        case (.join, _, _): return try .string(joined(text(of: left), text(of: right)))
        case (.add, .string(let left), .string(let right)): return try .string(joined(left, right))
        case (.add, .list(let left), .list(let right)):
            try step(left.elements.count + right.elements.count)
            return try checked(.list(left.elements + right.elements))
        case (.multiply, .string(let text), let times): return try repeated(text, times)
        case (.multiply, let times, .string(let text)): return try repeated(text, times)
        default: break
        }
        if let left = left.integer, let right = right.integer, operation != .divide, operation != .power || right >= 0 {
            return try .integer(whole(operation, left, right))
        }
        guard let first = left.double, let second = right.double else {
            throw wrongUse("'\(operation.rawValue)' can't be applied to \(left.kind) and \(right.kind)")
        }
        return try .number(fraction(operation, first, second))
    }

    private func joined(_ left: TemplateText, _ right: TemplateText) throws(TemplateError) -> TemplateText {
        try count(scalars: left.count + right.count)
        return left + right
    }

    private func repeated(_ text: TemplateText, _ times: TemplateValue) throws(TemplateError) -> TemplateValue {
        guard let whole = times.integer else { throw wrongUse("a string can't be multiplied by \(times.kind)") }
        let copies = max(0, whole)
        let (total, isTooMuch) = text.count.multipliedReportingOverflow(by: copies)
        try count(scalars: isTooMuch ? Int.max : total)
        // Nothing, a number of times, is still nothing.
        guard total > 0 else { return .string(TemplateText(units: [])) }
        var units: [UInt32] = []
        units.reserveCapacity(total)
        for _ in 0..<copies { units += text.units }
        return .string(TemplateText(units: units))
    }

    private func whole(_ operation: Expression.Operator, _ left: Int, _ right: Int) throws(TemplateError) -> Int {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .floorDivide, .remainder:
            guard right != 0 else { throw wrongUse("division by 0") }
            guard right != -1 else { return operation == .remainder ? 0 : try whole(.subtract, 0, left) }
            // Python rounds down, and the remainder has the divisor's sign.
            let isBelow = left % right != 0 && (left < 0) != (right < 0)
            return operation == .floorDivide ? left / right - (isBelow ? 1 : 0) : left % right + (isBelow ? right : 0)
        case .power:
            var power = (partialValue: 1, overflow: false)
            guard abs(left) > 1 || right < 2 else { return right % 2 == 0 ? left * left : left }
            for _ in 0..<min(right, 64) where !power.overflow { power = power.partialValue.multipliedReportingOverflow(by: left) }
            result = power
        case .divide, .join: preconditionFailure("whole: \(operation) has no whole result")
        }
        guard !result.overflow else { throw wrongUse("the result of '\(operation.rawValue)' is too large") }
        return result.partialValue
    }

    private func fraction(_ operation: Expression.Operator, _ left: Double, _ right: Double) throws(TemplateError) -> Double {
        if right == 0, [.divide, .floorDivide, .remainder].contains(operation) { throw wrongUse("division by 0") }
        return switch operation {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .floorDivide: (left / right).rounded(.down)
        case .remainder: left - right * (left / right).rounded(.down)
        case .power: pow(left, right)
        case .join: preconditionFailure("fraction: no number comes of joining")
        }
    }

    // MARK: - Comparison

    func holds(_ first: Expression, _ others: [(Expression.Comparison, Expression)], in scope: Scope) throws(TemplateError) -> Bool {
        var left = try value(of: first, in: scope)
        for (comparison, other) in others {
            let right = try value(of: other, in: scope)
            guard try holds(left, comparison, right) else { return false }
            left = right
        }
        return true
    }

    func holds(_ left: TemplateValue, _ comparison: Expression.Comparison, _ right: TemplateValue) throws(TemplateError) -> Bool {
        switch comparison {
        case .equal: return try areEqual(left, right)
        case .notEqual: return try !areEqual(left, right)
        case .in: return try contains(right, left)
        case .notIn: return try !contains(right, left)
        case .less: return try isBefore(left, right)
        case .greater: return try isBefore(right, left)
        case .lessOrEqual: return try !isBefore(right, left)
        case .greaterOrEqual: return try !isBefore(left, right)
        }
    }

    func areEqual(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        try step(min(left.size.weight, right.size.weight) / 16)
        return left == right
    }

    func isBefore(_ left: TemplateValue, _ right: TemplateValue) throws(TemplateError) -> Bool {
        if case .string(let left) = left, case .string(let right) = right {
            try step(min(left.count, right.count) / 16)
            return left < right
        }
        guard let first = left.double, let second = right.double else { throw wrongUse("\(left.kind) and \(right.kind) have no order") }
        return first < second
    }

    func contains(_ whole: TemplateValue, _ part: TemplateValue) throws(TemplateError) -> Bool {
        try step(whole.size.weight / 16)
        switch whole {
        case .string(let text):
            guard case .string(let wanted) = part else { throw wrongUse("\(part.kind) is looked for in a string") }
            return text.index(of: wanted) != nil
        case .list(let list): return list.elements.contains(part)
        case .dictionary(let members):
            guard case .string(let name) = part else { return false }
            return members[name] != nil
        case .undefined: return false
        default: throw wrongUse("a value is looked for in \(whole.kind)")
        }
    }

    // MARK: - Elements

    /// What a loop goes over.
    func elements(of value: TemplateValue) throws(TemplateError) -> [TemplateValue] {
        switch value {
        case .list(let list): return list.elements
        case .dictionary(let members): return members.keys.map { .string($0) }
        case .string(let text):
            try count(scalars: text.count)
            return text.units.map { .string(TemplateText(units: [$0])) }
        case .undefined: return []
        default: throw wrongUse("\(value.kind) has no elements")
        }
    }

    /// The value as it is written.
    func text(of value: TemplateValue) throws(TemplateError) -> TemplateText {
        if case .string(let text) = value { return text }
        let text = TemplateWriting.text(of: value)
        try count(scalars: text.count)
        return text
    }
}
