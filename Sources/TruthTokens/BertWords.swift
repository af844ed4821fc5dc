/// Cuts text into BERT's words: cleaned, with CJK characters apart, in lower case without accents if asked for.
///
/// Canonical decomposition, leaving out accents and lower-casing are done scalar by scalar from tables made with HF
/// tokenizers; Hangul syllables by arithmetic (Unicode 16, section 3.12).
struct BertWords {
    private static let hangulBase: UInt32 = 0xAC00

    /// What an ASCII byte becomes, with the top bit set on punctuation; 0 if it is left out.
    private let ascii: [UInt8]
    private let actions = BertScalarActions.shared
    private let isLowercased: Bool
    /// Words of more scalars are given out cut off; the caller asks for `count` and ignores them.
    private let longestWord: Int

    /// The word that is being read, as UTF-8, behind room for a prefix.
    private(set) var word: [UInt8]
    /// The number of scalars in `word`.
    private(set) var count = 0
    private let prefixCount: Int
    /// Scalars that wait for their canonical order.
    private var combining: [(class: UInt8, scalar: UInt32)] = []

    /// - Parameter ascii: What ``asciiTable(isLowercased:)`` gives; made once, not for each text.
    init(ascii: [UInt8], isLowercased: Bool, longestWord: Int, prefix: [UInt8]) {
        self.ascii = ascii
        self.isLowercased = isLowercased
        self.longestWord = longestWord
        word = prefix
        prefixCount = prefix.count
    }

    static func asciiTable(isLowercased: Bool) -> [UInt8] {
        let actions = BertScalarActions.shared
        return (0..<0x80).map { byte in
            switch actions.action(of: UInt32(byte)) {
            case .removed: 0
            case .space: UInt8(ascii: " ")
            case .punctuation: UInt8(byte) | 0x80
            case .mapped: isLowercased ? UInt8(actions.output(of: UInt32(byte))) : UInt8(byte)
            default: UInt8(byte)
            }
        }
    }

    /// Calls `body` for each word of `text`, with `self` holding the word.
    mutating func forEach(in text: ArraySlice<UInt8>, _ body: (inout [UInt8], Int) -> Void) {
        var position = text.startIndex
        while position < text.endIndex {
            let first = text[position]
            if first < 0x80 {
                readASCII(first, body)
                position += 1
                continue
            }
            let end = position + (first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4)
            read(Self.scalar(text[position..<end]), body)
            position = end
        }
        finishWord(body)
    }

    private mutating func readASCII(_ byte: UInt8, _ body: (inout [UInt8], Int) -> Void) {
        switch ascii[Int(byte)] {
        case 0: break
        case UInt8(ascii: " "): finishWord(body)
        case let output where output < 0x80:
            if !combining.isEmpty { finishCombining() }
            count += 1
            if count <= longestWord { word.append(output) }
        case let output: appendAlone(UInt32(output & 0x7F), body)
        }
    }

    /// The scalar of a well-formed sequence of two to four bytes.
    private static func scalar(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar {
        let upperBits = UInt32(bytes[bytes.startIndex]) & (0x7F >> UInt32(bytes.count))
        let value = bytes.dropFirst().reduce(upperBits) { $0 << 6 | UInt32($1 & 0x3F) }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private mutating func read(_ scalar: Unicode.Scalar, _ body: (inout [UInt8], Int) -> Void) {
        let value = scalar.value
        switch actions.action(of: value) {
        case .removed: break
        case .space: finishWord(body)
        case .word: append(value)
        case .combining where isLowercased: appendInOrder(value)
        case .mark where isLowercased:
            // The accent itself goes, but one of class 0 ends the stretch that is put into order.
            if !combining.isEmpty, scalar.properties.canonicalCombiningClass == .notReordered { finishCombining() }
        case .hangul where isLowercased: appendHangul(value)
        case .mapped where isLowercased, .mappedPunctuation where isLowercased: appendOutput(of: value, body)
        case .combining, .mark, .hangul, .mapped: append(value)
        case .punctuation, .chinese, .mappedPunctuation: appendAlone(value, body)
        case .mappedChinese: appendAlone(isLowercased ? actions.output(of: value) : value, body)
        }
    }

    private mutating func append(_ value: UInt32) {
        if !combining.isEmpty { finishCombining() }
        count += 1
        guard count <= longestWord, let scalar = Unicode.Scalar(value) else { return }
        if value < 0x80 { word.append(UInt8(value)) } else { word += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
    }

    private mutating func appendAlone(_ value: UInt32, _ body: (inout [UInt8], Int) -> Void) {
        finishWord(body)
        append(value)
        finishWord(body)
    }

    private mutating func appendOutput(of value: UInt32, _ body: (inout [UInt8], Int) -> Void) {
        let output = actions.output(of: value)
        for scalar in output == 0 ? BertScalarTable.severalOutputs[value] ?? [] : [output] {
            switch actions.action(of: scalar) {
            case .punctuation: appendAlone(scalar, body)
            case .combining: appendInOrder(scalar)
            default: append(scalar)
            }
        }
    }

    private mutating func appendHangul(_ value: UInt32) {
        let index = value - Self.hangulBase
        append(0x1100 + index / 588)
        append(0x1161 + index % 588 / 28)
        if index % 28 > 0 { append(0x11A7 + index % 28) }
    }

    private mutating func appendInOrder(_ value: UInt32) {
        let combiningClass = BertScalarTable.combiningClasses[value] ?? 0
        let place = combining.firstIndex { $0.class > combiningClass } ?? combining.count
        combining.insert((combiningClass, value), at: place)
    }

    private mutating func finishCombining() {
        let ordered = combining
        combining = []
        for (_, scalar) in ordered { append(scalar) }
    }

    private mutating func finishWord(_ body: (inout [UInt8], Int) -> Void) {
        if !combining.isEmpty { finishCombining() }
        guard count > 0 else { return }
        body(&word, count)
        word.removeLast(word.count - prefixCount)
        count = 0
    }
}
