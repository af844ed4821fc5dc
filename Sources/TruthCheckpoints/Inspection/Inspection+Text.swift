extension Inspection: CustomStringConvertible {
    /// The inspection as text for a terminal: totals, metadata, tensors in aligned columns.
    public var description: String {
        sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    private var sections: [[String]] {
        var sections = [summary]
        if !metadata.isEmpty {
            sections.append(
                ["Metadata (\(metadata.count) keys)"]
                    + Self.table(metadata.map { [$0.key.shortened(to: 80), text(of: $0)] }, rightAligned: []))
        }
        if let members = configuration?.object {
            sections.append(
                ["config.json (\(members.count) keys)"]
                    + Self.table(members.map { [$0.key.shortened(to: 80), $0.value.description.shortened(to: 100)] }, rightAligned: []))
        }
        if !tensors.isEmpty {
            let rows = tensors.map { tensor in
                [
                    tensor.name.shortened(to: 80), tensor.type, tensor.shape.map { "\($0)" }.joined(separator: " × "),
                    "\(tensor.byteCount)", "\(tensor.byteOffset)",
                ]
            }
            sections.append(
                ["Tensors (\(tensorCount))"] + Self.table([["name", "type", "shape", "bytes", "offset"]] + rows, rightAligned: [3, 4]))
        }
        return sections
    }

    private var summary: [String] {
        let types = types.map { use in
            "\(use.type) (\(Self.parameters(use.parameterCount, tensorCount: use.tensorCount))"
                + (use.isSupported ? ")" : ", not supported)")
        }
        return [path]
            + Self.table(
                [
                    ["format", format], ["size", "\(Self.grouped(fileByteCount)) bytes"],
                    ["parameters", Self.parameters(parameterCount, tensorCount: tensorCount)],
                    ["types", types.isEmpty ? "none" : types.joined(separator: ", ")],
                ], rightAligned: [])
    }

    private func text(of entry: Entry) -> String {
        entry.value.line(characterCount: 72, totalCount: entry.count ?? 0)
    }

    /// Rows with their columns padded to one width, indented by two spaces.
    private static func table(_ rows: [[String]], rightAligned: Set<Int>) -> [String] {
        let columnCount = rows.map(\.count).max() ?? 0
        let widths = (0..<columnCount).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                if rightAligned.contains(column) { return padding + cell }
                return column == columnCount - 1 ? cell : cell + padding
            }
            return "  " + cells.joined(separator: "  ")
        }
    }

    private static func parameters(_ count: Int, tensorCount: Int) -> String {
        "\(grouped(count)) in \(grouped(tensorCount)) tensor" + (tensorCount == 1 ? "" : "s")
    }

    /// A whole number with its thousands separated: `134,515,008`.
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (position, digit) in "\(number)".reversed().enumerated() {
            if position > 0, position % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
