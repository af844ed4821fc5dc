/// GPT-2's way to write any byte as a printable character, so that a vocabulary can be a list of strings.
///
/// Printable bytes of Latin-1 stand for themselves; the 68 others become U+0100 to U+0143, in order.
/// (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019.)
enum ByteLevelAlphabet {
    /// The byte that each scalar up to U+0143 stands for, or -1.
    private static let byteOfScalar: [Int16] = {
        var table = [Int16](repeating: -1, count: 0x144)
        var next = 0x100
        for byte in 0...255 {
            let isPrintable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
            table[isPrintable ? byte : next] = Int16(byte)
            next += isPrintable ? 0 : 1
        }
        return table
    }()

    /// Appends the bytes that `text`, given as UTF-8, stands for.
    ///
    /// - Returns: `false`, with `bytes` unchanged, if a character of `text` is not in the alphabet.
    static func append(_ text: some Sequence<UInt8>, to bytes: inout [UInt8]) -> Bool {
        let table = byteOfScalar
        let count = bytes.count
        // The upper bits of a character of two bytes; all of the alphabet has one or two.
        var upperBits = 0
        for byte in text {
            if upperBits == 0, byte & 0xE0 == 0xC0 {
                upperBits = Int(byte & 0x1F) << 6
                continue
            }
            let scalar = upperBits == 0 ? Int(byte) : upperBits | Int(byte & 0x3F)
            guard byte < 0xC0, scalar < table.count, table[scalar] >= 0 else {
                bytes.removeLast(bytes.count - count)
                return false
            }
            bytes.append(UInt8(table[scalar]))
            upperBits = 0
        }
        return true
    }

    /// All bytes, in the order of the characters that stand for them.
    static let bytesByScalar: [UInt8] = byteOfScalar.filter { $0 >= 0 }.map { UInt8($0) }

    /// The character of each byte.
    private static let scalarOfByte: [Unicode.Scalar] = {
        var table = [Unicode.Scalar](repeating: " ", count: 256)
        for (scalar, byte) in byteOfScalar.enumerated() where byte >= 0 {
            table[Int(byte)] = Unicode.Scalar(UInt16(scalar)) ?? " "
        }
        return table
    }()

    /// How `bytes` are written.
    static func text(of bytes: some Sequence<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { text.append(scalarOfByte[Int(byte)]) }
        return String(text)
    }
}
