/// What a scalar beyond ASCII becomes where texts are compared.
enum ScalarFolding: Equatable {
    /// A letter of ASCII, in lower case: it was an accented one.
    case letter(UInt8)
    /// A scalar in lower case.
    case scalar(UInt32)
    case punctuation
    /// An emoji or another picture.
    case symbol
    /// A letter of a script without spaces.
    case wordOfItsOwn
    /// A mark, a joiner.
    case nothing

    /// The base letters of U+00C0 to U+017F; a space where a scalar has none.
    private static let bases = Array(
        ("aaaaaa ceeeeiiii nooooo ouuuuy  aaaaaa ceeeeiiii nooooo ouuuuy y"
            + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii  jjkkkllllllllllnnnnnnnnnoooooo  rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs").utf8)

    init(_ scalar: UInt32) {
        switch scalar {
        case 0xC0...0x17F:
            let base = Self.bases[Int(scalar - 0xC0)]
            self = base == 0x20 ? Self.lowercase(scalar) : .letter(base)
        case 0x80...0xBF, 0x2000...0x200B, 0x200E...0x206F, 0x3000...0x303F, 0xFF01...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65:
            self = .punctuation
        case 0x300...0x36F, 0x200C, 0x200D, 0xFE00...0xFE0F: self = .nothing
        case 0x20A0...0x20CF, 0x2190...0x2BFF, 0x1F000...0x1FAFF, 0xE0000...0xE0FFF: self = .symbol
        case 0xE00...0xEFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3041...0x30FF, 0x3400...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF:
            self = .wordOfItsOwn
        default: self = Self.lowercase(scalar)
        }
    }

    /// The lower case of Greek and Cyrillic by rule, of rarer letters by the standard's table.
    private static func lowercase(_ scalar: UInt32) -> ScalarFolding {
        switch scalar {
        case 0xD7, 0xF7: return .punctuation
        case 0x391...0x3A9, 0x410...0x42F: return .scalar(scalar + 0x20)
        case 0x400...0x40F: return .scalar(scalar + 0x50)
        case 0x430...0x45F, 0x3B1...0x3C9, 0x5D0...0x5EA, 0x620...0x6D3, 0x900...0xDFF, 0xAC00...0xD7A3: return .scalar(scalar)
        default:
            guard let properties = Unicode.Scalar(scalar)?.properties else { return .nothing }
            switch properties.generalCategory {
            case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
                .otherPunctuation, .spaceSeparator, .lineSeparator, .paragraphSeparator:
                return .punctuation
            case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: return .symbol
            default:
                let lower = properties.lowercaseMapping.unicodeScalars
                return .scalar(lower.count == 1 ? lower.first!.value : scalar)
            }
        }
    }
}
