/// Words before a number that say it is a telephone's.
enum TelephoneWords {
    private static let words: Set<String> = [
        "tel", "telephone", "phone", "ph", "call", "calling", "text", "txt", "sms", "whatsapp", "mobile", "mob", "cell", "cellphone", "fax", "hotline",
        "helpline", "dial", "ring", "telefon", "telefono", "teléfono", "tlf", "tfno", "tél", "téléphone", "telefone", "tlm", "celular", "móvil", "movil",
        "portable", "handy", "rufnummer", "fon", "telefoon", "mobiel", "cellulare", "telefonu", "telefonnummer", "mobil", "puh", "тел", "телефон",
        "моб", "τηλ", "τηλέφωνο", "هاتف", "جوال", "फोन", "फ़ोन", "मोबाइल", "ऐप", "gsm", "cep", "número", "numero",
    ]
    /// For scripts without spaces.
    private static let endings = ["電話", "电话", "手机", "手機", "携帯", "ＴＥＬ", "전화", "연락처", "โทร"].map { Array($0.utf8) }

    /// Whether one of the three words before `index` is such a word.
    static func isBefore(_ index: Int, in text: Span<UInt8>) -> Bool {
        var end = index
        let floor = max(0, index - 60)
        for _ in 0..<3 {
            while end > floor, !text[end - 1].isWordByte || isFullWidthColon(text, endingAt: end) { end -= isFullWidthColon(text, endingAt: end) ? 3 : 1 }
            var start = end
            while start > floor, text[start - 1].isWordByte { start -= 1 }
            if start == end { return false }
            if isWord(text, start..<end) { return true }
            end = start
        }
        return false
    }

    private static func isWord(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var bytes: [UInt8] = []
        for index in range { bytes.append(text[index]) }
        if bytes.count >= 6, endings.contains(where: { bytes.suffix($0.count) == $0[...] }) { return true }
        return words.contains(String(decoding: bytes, as: UTF8.self).lowercased())
    }

    /// Whether `：` ends at `end`.
    private static func isFullWidthColon(_ text: Span<UInt8>, endingAt end: Int) -> Bool {
        end >= 3 && text[end - 3] == 0xEF && text[end - 2] == 0xBC && text[end - 1] == 0x9A
    }
}
