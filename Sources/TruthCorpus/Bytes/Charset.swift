import Foundation

/// Text in one of the character sets that the web and mail programs declare, through the system's iconv.
///
/// The one place that touches iconv's pointers.
enum Charset {
    /// The text of `bytes`, or a fault with the offset of the first byte that the character set doesn't have.
    ///
    /// Only sets that are known to occur are handed to iconv: names come from strangers, and some of its converters had holes.
    static func text(_ bytes: [UInt8], declared name: String) throws(RecordFault) -> String {
        let label = name.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
        if ["utf-8", "utf8", "unicode-1-1-utf-8"].contains(label) { return try UTF8Text.decode(bytes) }
        guard let set = systemName(of: label) else {
            throw RecordFault(reason: "the character set \"\(label)\" isn't known; convert the text to UTF-8")
        }
        let converted = convert(bytes, from: set)
        if let offset = converted.faultOffset {
            let byte = String(bytes[min(offset, bytes.count - 1)], radix: 16, uppercase: true)
            throw RecordFault(offset: offset, reason: "byte 0x\(byte) is not valid in \(label), which the text says it is")
        }
        return try UTF8Text.decode(converted.text)
    }

    /// What the web understands by a label (WHATWG's Encoding Standard): Latin-1 and ASCII are Windows-1252 in practice.
    private static func systemName(of label: String) -> String? {
        switch label {
        case "us-ascii", "ascii", "iso-8859-1", "latin1", "iso8859-1", "iso_8859-1", "l1", "windows-1252", "cp1252", "x-cp1252": return "CP1252"
        case "gb2312", "gbk", "gb_2312-80", "x-gbk": return "GBK"
        case "shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji": return "CP932"
        case "ks_c_5601-1987", "euc-kr", "ksc5601", "windows-949": return "CP949"
        case "iso-8859-9", "latin5", "windows-1254": return "CP1254"
        case "macintosh", "x-mac-roman", "mac": return "MACINTOSH"
        case "x-mac-cyrillic": return "MAC-CYRILLIC"
        case "tis-620", "iso-8859-11", "windows-874": return "CP874"
        case "big5", "big5-hkscs", "x-x-big5": return "BIG5-HKSCS"
        case "gb18030", "euc-jp", "iso-2022-jp", "koi8-r", "koi8-u", "utf-16", "utf-16le", "utf-16be", "cp437", "cp850", "cp866": return label
        default: break
        }
        let numbered = label.hasPrefix("windows-125") ? "CP125" + label.dropFirst(11) : label
        let known = (1...16).map { "iso-8859-\($0)" } + (0...8).map { "CP125\($0)" }
        return known.contains(numbered) ? numbered : nil
    }

    private static func convert(_ bytes: [UInt8], from set: String) -> (text: [UInt8], faultOffset: Int?) {
        let converter = unsafe iconv_open("UTF-8", set)
        // iconv_open returns -1 as a pointer for what it doesn't know; the names above are glibc's own.
        precondition(unsafe converter != iconv_t(bitPattern: -1), "iconv doesn't know \(set)")
        defer { unsafe iconv_close(converter) }
        var input = bytes.map(CChar.init(bitPattern:))
        var faultOffset: Int?
        // No character set here grows by more than three bytes for one, and 16 leave room for the last.
        let text = unsafe [UInt8](unsafeUninitializedCapacity: bytes.count * 4 + 16) { output, initialized in
            unsafe input.withUnsafeMutableBufferPointer { input in
                // Both buffers outlive the call, and the counts are theirs.
                var from = input.baseAddress
                var to = unsafe UnsafeMutableRawPointer(output.baseAddress!).assumingMemoryBound(to: CChar.self) as UnsafeMutablePointer<CChar>?
                var left = input.count
                var room = output.count
                let failed = unsafe input.count > 0 && iconv(converter, &from, &left, &to, &room) == Int.max.magnitude * 2 + 1
                if failed { faultOffset = input.count - left }
                initialized = output.count - room
            }
        }
        return (text, faultOffset)
    }
}
