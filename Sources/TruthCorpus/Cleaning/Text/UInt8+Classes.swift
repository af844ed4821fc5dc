/// What a byte of UTF-8 is, without tables: each test is a subtraction and a comparison.
extension UInt8 {
    @inline(__always) var isASCIILetter: Bool { ((self | 0x20) &- 0x61) < 26 }
    @inline(__always) var isASCIIUppercase: Bool { (self &- 0x41) < 26 }
    @inline(__always) var isASCIIDigit: Bool { (self &- 0x30) < 10 }
    @inline(__always) var isASCIILetterOrDigit: Bool { isASCIILetter || isASCIIDigit }
    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    @inline(__always) var isASCIISpace: Bool { self == 0x20 || (self &- 0x09) < 5 }
    /// One of the bytes of a scalar beyond ASCII.
    @inline(__always) var isBeyondASCII: Bool { self >= 0x80 }
    /// A second, third or fourth byte of a scalar.
    @inline(__always) var isContinuation: Bool { self & 0xC0 == 0x80 }
    /// Of a name or word: a letter, a digit, or any scalar beyond ASCII.
    @inline(__always) var isWordByte: Bool { isASCIILetterOrDigit || isBeyondASCII }
    @inline(__always) var lowercasedASCII: UInt8 { isASCIIUppercase ? self | 0x20 : self }
}
