import Foundation

/// The files beside a store that are made from its passages and can be made again: whoever takes passages out of the store for good removes
/// them, with whatever else begins like their names.
enum SearchIndexFiles: String, CaseIterable {
    case lexical
    /// With its journal, `evidence.vectors.journal`.
    case vectors

    /// `evidence.sqlite` has `evidence.lexical` beside it.
    func path(ofStore path: String) -> String { (path as NSString).deletingPathExtension + "." + rawValue }
}
