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

    /// Appends the bytes that `text` stands for.
    ///
    /// - Returns: `false`, with `bytes` unchanged, if a character of `text` is not in the alphabet.
    static func append(_ text: some Sequence<Unicode.Scalar>, to bytes: inout [UInt8]) -> Bool {
        let count = bytes.count
        for scalar in text {
            let byte = scalar.value < 0x144 ? byteOfScalar[Int(scalar.value)] : -1
            guard byte >= 0 else {
                bytes.removeLast(bytes.count - count)
                return false
            }
            bytes.append(UInt8(byte))
        }
        return true
    }
}
