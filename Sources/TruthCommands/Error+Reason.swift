import Foundation

extension Error {
    /// What the system says went wrong, as a part of a sentence.
    var reason: String {
        localizedDescription.replacing("The operation could not be completed. ", with: "").trimmingSuffix(".")
    }
}
