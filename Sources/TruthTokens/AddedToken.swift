/// A token that is found in a text as a whole, before the text is cut into words.
struct AddedToken: Sendable {
    var id: Int
    var content: [UInt8]
    /// Whether it steers the model; such tokens are found only where the caller asks for it.
    var isSpecial: Bool
    /// Whether white space before it, or behind it, belongs to it.
    var takesSpaceBefore = false
    var takesSpaceBehind = false
}
