/// Finds the name that was probably meant.
enum NearestName {
    /// The one of `names` that takes the fewest changed characters to become `name`, or `nil` when all are far from it.
    static func of(_ name: String, among names: [String]) -> String? {
        let nearest = names.map { (name: $0, distance: distance(Array(name.lowercased()), Array($0))) }.min { $0.distance < $1.distance }
        guard let nearest, nearest.distance <= max(2, nearest.name.count / 2) else { return nil }
        return nearest.name
    }

    /// How many characters to insert, delete or replace (Levenshtein).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, character) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (character == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
