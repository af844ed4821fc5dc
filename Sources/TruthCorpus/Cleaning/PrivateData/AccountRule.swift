/// Bank accounts as IBANs (ISO 13616): a country's length, and check digits that hold.
enum AccountRule {
    /// The lengths of the countries' IBANs.
    private static let lengths: [String: Int] = [
        "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21,
        "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18,
        "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
        "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24,
        "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28, "NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29,
        "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23,
        "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
    ]

    /// The IBAN that begins at `index`, or `nil`. Single spaces or dashes may stand between its characters.
    static func account(_ text: Span<UInt8>, at index: Int) -> Range<Int>? {
        guard index + 14 < text.count, text[index + 1].isASCIIUppercase, text[index + 2].isASCIIDigit, text[index + 3].isASCIIDigit,
            index == 0 || !text[index - 1].isWordByte
        else { return nil }
        let country = String(decoding: [text[index], text[index + 1]], as: UTF8.self)
        guard let length = lengths[country] else { return nil }
        var characters: [UInt8] = []
        var end = index
        while characters.count < length, end < text.count {
            if text[end].isASCIIUppercase || text[end].isASCIIDigit {
                characters.append(text[end])
            } else if !(text[end] == 0x20 || text[end] == 0x2D) || !text[end - 1].isASCIILetterOrDigit {
                return nil
            }
            end += 1
        }
        guard characters.count == length, end == text.count || !text[end].isWordByte else { return nil }
        return holds(characters) ? index..<end : nil
    }

    /// ISO 7064, MOD 97-10: the first four characters to the end, letters as two digits, remainder 1.
    private static func holds(_ characters: [UInt8]) -> Bool {
        var remainder = 0
        for byte in characters[4...] + characters[..<4] {
            remainder = byte.isASCIIDigit ? (10 * remainder + Int(byte - 0x30)) % 97 : (100 * remainder + Int(byte - 0x41) + 10) % 97
        }
        return remainder == 1
    }
}
