public import Foundation

/// The time that templates see.
public struct TemplateClock: Sendable {
    private let parts: DateComponents

    /// - Parameter timeZone: Where the clock hangs.
    public init(_ date: Date = Date(), timeZone: TimeZone = .current) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday, .dayOfYear], from: date)
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    private static let days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The time as C's `strftime` writes it in its own language; `nil` if a directive isn't known.
    func text(_ format: String) -> String? {
        var text = ""
        var rest = format.unicodeScalars.makeIterator()
        while let scalar = rest.next() {
            guard scalar == "%" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            guard var directive = rest.next() else { return nil }
            let isUnpadded = directive == "-"
            if isUnpadded {
                guard let next = rest.next() else { return nil }
                directive = next
            }
            guard let part = part(directive, isUnpadded: isUnpadded) else { return nil }
            text += part
        }
        return text
    }

    private func part(_ directive: Unicode.Scalar, isUnpadded: Bool) -> String? {
        func padded(_ value: Int?, _ width: Int = 2) -> String? {
            guard let value else { return nil }
            let digits = String(value)
            return isUnpadded ? digits : String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        func name(_ names: [String], _ number: Int?) -> String? { number.flatMap { names.indices.contains($0 - 1) ? names[$0 - 1] : nil } }
        switch directive {
        case "Y": return padded(parts.year, 4)
        case "y": return padded(parts.year.map { $0 % 100 })
        case "m": return padded(parts.month)
        case "d": return padded(parts.day)
        case "H": return padded(parts.hour)
        case "I": return padded(parts.hour.map { ($0 + 11) % 12 + 1 })
        case "M": return padded(parts.minute)
        case "S": return padded(parts.second)
        case "j": return padded(parts.dayOfYear, 3)
        case "p": return parts.hour.map { $0 < 12 ? "AM" : "PM" }
        case "B": return name(Self.months, parts.month)
        case "b", "h": return name(Self.months, parts.month).map { String($0.prefix(3)) }
        case "A": return name(Self.days, parts.weekday)
        case "a": return name(Self.days, parts.weekday).map { String($0.prefix(3)) }
        case "F": return text("%Y-%m-%d")
        case "T": return text("%H:%M:%S")
        case "D": return text("%m/%d/%y")
        case "R": return text("%H:%M")
        case "%": return "%"
        default: return nil
        }
    }
}
