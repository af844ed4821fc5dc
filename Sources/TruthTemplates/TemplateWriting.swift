/// How values are written: as Python's `str` and `repr`, and as JSON.
enum TemplateWriting {
    /// Python's `str`.
    static func text(of value: TemplateValue) -> TemplateText {
        switch value {
        case .undefined: TemplateText(units: [])
        case .string(let text): text
        default: representation(of: value)
        }
    }

    /// Python's `repr`.
    private static func representation(of value: TemplateValue) -> TemplateText {
        switch value {
        case .none: return "None"
        case .bool(let value): return value ? "True" : "False"
        case .integer(let value): return TemplateText("\(value)")
        case .number(let value): return TemplateText(number(value))
        case .string(let text): return quoted(text)
        case .list(let list):
            return "[" + TemplateText.joined(list.elements.map(representation), by: ", ") + "]"
        case .dictionary(let members):
            let parts = zip(members.keys, members.values).map { quoted($0) + ": " + representation(of: $1) }
            return "{" + TemplateText.joined(parts, by: ", ") + "}"
        case .undefined: return "Undefined"
        case .namespace: return "<Namespace>"
        case .macro(let macro): return TemplateText("<Macro '\(macro.definition.name)'>")
        case .function(let function): return TemplateText("<function \(function.rawValue)>")
        case .loop: return "<LoopContext>"
        }
    }

    /// The shortest digits that give the number again, as Python writes them.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        return value.description
    }

    private static func quoted(_ text: TemplateText) -> TemplateText {
        let plain = text.units.lazy.map { $0 & ~TemplateText.mark }
        let quote: UInt32 = plain.contains(0x27) && !plain.contains(0x22) ? 0x22 : 0x27
        var units: [UInt32] = [quote]
        for unit in text.units {
            let value = unit & ~TemplateText.mark
            switch value {
            case 0x0A: units += [0x5C, 0x6E]
            case 0x0D: units += [0x5C, 0x72]
            case 0x09: units += [0x5C, 0x74]
            case 0x5C: units += [0x5C, unit]
            case quote: units += [0x5C, unit]
            case 0..<0x20, 0x7F..<0xA1, 0xAD:
                units += "\\x\(value < 16 ? "0" : "")\(String(value, radix: 16))".unicodeScalars.map(\.value)
            default: units.append(unit)
            }
        }
        return TemplateText(units: units + [quote])
    }

    // MARK: - JSON

    struct JSONStyle {
        /// What stands before each member, for each level; `nil` keeps everything in one line.
        var indent: TemplateText?
        var itemSeparator: TemplateText = ", "
        var keySeparator: TemplateText = ": "
        var sortsKeys = false
        var escapesBeyondASCII = false
    }

    /// The value as Python's `json.dumps` writes it.
    ///
    /// - Throws: The kind of a value that JSON can't say.
    static func json(_ value: TemplateValue, _ style: JSONStyle) throws(JSONRefusal) -> TemplateText {
        var output: [UInt32] = []
        try append(value, style, level: 0, to: &output)
        return TemplateText(units: output)
    }

    struct JSONRefusal: Error {
        var kind: String
    }

    private static func append(_ value: TemplateValue, _ style: JSONStyle, level: Int, to output: inout [UInt32]) throws(JSONRefusal) {
        switch value {
        case .none: output += TemplateText("null").units
        case .bool(let value): output += TemplateText(value ? "true" : "false").units
        case .integer(let value): output += TemplateText("\(value)").units
        case .number(let value):
            output += TemplateText(value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : number(value)).units
        case .string(let text): appendString(text, style, to: &output)
        case .list(let list):
            try appendAll(list.elements.count, "[", "]", style, level, to: &output) { index, output throws(JSONRefusal) in
                try append(list.elements[index], style, level: level + 1, to: &output)
            }
        case .dictionary(let members):
            let order = style.sortsKeys ? members.keys.indices.sorted { members.keys[$0] < members.keys[$1] } : Array(members.keys.indices)
            try appendAll(order.count, "{", "}", style, level, to: &output) { index, output throws(JSONRefusal) in
                appendString(members.keys[order[index]], style, to: &output)
                output += style.keySeparator.units
                try append(members.values[order[index]], style, level: level + 1, to: &output)
            }
        case .undefined, .namespace, .macro, .function, .loop: throw JSONRefusal(kind: value.kind)
        }
    }

    private static func appendAll(
        _ count: Int, _ opening: TemplateText, _ closing: TemplateText, _ style: JSONStyle, _ level: Int, to output: inout [UInt32],
        _ body: (Int, inout [UInt32]) throws(JSONRefusal) -> Void
    ) throws(JSONRefusal) {
        func startLine(_ level: Int, _ output: inout [UInt32]) {
            guard let indent = style.indent else { return }
            output.append(0x0A)
            for _ in 0..<level { output += indent.units }
        }
        output += opening.units
        for index in 0..<count {
            if index > 0 { output += style.itemSeparator.units }
            startLine(level + 1, &output)
            try body(index, &output)
        }
        if count > 0 { startLine(level, &output) }
        output += closing.units
    }

    private static func appendString(_ text: TemplateText, _ style: JSONStyle, to output: inout [UInt32]) {
        output.append(0x22)
        for unit in text.units {
            let value = unit & ~TemplateText.mark
            switch value {
            case 0x22, 0x5C: output += [0x5C, unit]
            case 0x0A: output += [0x5C, 0x6E]
            case 0x0D: output += [0x5C, 0x72]
            case 0x09: output += [0x5C, 0x74]
            case 0x08: output += [0x5C, 0x62]
            case 0x0C: output += [0x5C, 0x66]
            case 0..<0x20: appendEscape(value, to: &output)
            case 0x7F... where style.escapesBeyondASCII:
                if value == 0x7F { output.append(unit) } else { for code in String(TemplateText.scalar(unit)).utf16 { appendEscape(UInt32(code), to: &output) } }
            default: output.append(unit)
            }
        }
        output.append(0x22)
    }

    private static func appendEscape(_ value: UInt32, to output: inout [UInt32]) {
        let digits = String(value, radix: 16)
        output += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars.map(\.value)
    }
}
