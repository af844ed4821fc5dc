import Foundation

/// What the lexical index reads of a passage.
struct IndexedPassage {
    var id: Int64
    var title: String?
    var aliases: String
    var text: String
    var source: String
    var author: String?
    /// Seconds since 1970.
    var created: Double?
    var language: String?
    /// The keys (``NameKey``) of the document's title and aliases; of its first passages only.
    var names: [String]
}
