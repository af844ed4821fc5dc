import Foundation

/// What the index makes of single scalars outside ASCII: their kind, and their small letter without accents.
enum ScalarFolding {
    enum Kind: UInt8 {
        case other, letter, digit
        /// Han, Kana and Hangul: written without spaces, or with spaces around more than a word.
        case ideograph
        /// Marks that join the letter before them, and vanish.
        case mark
    }

    struct Entry {
        var kind: Kind
        /// UTF-8 of the folded form; empty for marks.
        var bytes: [UInt8]
    }

    /// The kind of a scalar from 0x80 on, and what it is folded to.
    static func entry(_ scalar: UInt32) -> Entry {
        scalar < UInt32(table.count) ? table[Int(scalar)] : make(scalar)
    }

    /// Latin, Greek, Cyrillic, Hebrew, Arabic and the scripts of India, computed once.
    private static let table: [Entry] = (0..<0x2100).map { make($0) }

    private static func make(_ value: UInt32) -> Entry {
        guard let scalar = Unicode.Scalar(value) else { return Entry(kind: .other, bytes: []) }
        if isIdeograph(value) { return Entry(kind: .ideograph, bytes: Array(folded(scalar).utf8)) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return Entry(kind: value == 0x200B ? .other : .mark, bytes: [])
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber, .spacingMark:
            return Entry(kind: .letter, bytes: Array(folded(scalar).utf8))
        case .decimalNumber, .otherNumber: return Entry(kind: .digit, bytes: Array(folded(scalar).utf8))
        default: return Entry(kind: .other, bytes: [])
        }
    }

    /// Full-width forms become plain, digits of any script become 0 to 9, letters small and without accents.
    private static func folded(_ scalar: Unicode.Scalar) -> String {
        if scalar.properties.generalCategory == .decimalNumber, let number = scalar.properties.numericValue { return String(Int(number)) }
        let plain = String(scalar).folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        return plain.isEmpty ? String(scalar) : plain
    }

    private static func isIdeograph(_ value: UInt32) -> Bool {
        switch value {
        case 0x3005...0x3007, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x3131...0x318E, 0x31F0...0x31FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF66...0xFF9D, 0x20000...0x3FFFF:
            true
        default: false
        }
    }
}
