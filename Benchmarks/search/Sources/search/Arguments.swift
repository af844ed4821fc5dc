import Foundation

/// A command and its `--name value` pairs.
struct Arguments {
    let command: String
    private let values: [String: String]

    init(_ arguments: ArraySlice<String>) {
        var rest = Array(arguments)
        command = rest.isEmpty ? "" : rest.removeFirst()
        var values: [String: String] = [:]
        while rest.count >= 2, rest[0].hasPrefix("--") {
            values[String(rest[0].dropFirst(2))] = rest[1]
            rest.removeFirst(2)
        }
        if !rest.isEmpty { fatalError("not understood: \(rest)") }
        self.values = values
    }

    func text(_ name: String) -> String {
        guard let value = values[name] else { fatalError("--\(name) is missing") }
        return value
    }

    func number(_ name: String, _ standard: Int) -> Int {
        values[name].flatMap(Int.init) ?? standard
    }
}

/// The objects of a JSON Lines file.
func records(_ path: String) throws -> [[String: Any]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
        guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] else { fatalError("\(path): not an object") }
        return object
    }
}
