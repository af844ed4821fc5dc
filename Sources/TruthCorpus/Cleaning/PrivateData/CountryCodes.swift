/// The countries' codes of international telephone numbers (ITU-T E.164).
enum CountryCodes {
    private static let one: Set<UInt8> = [1, 7]
    private static let two: Set<Int> = [
        20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81,
        82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
    ]
    /// The first two digits of three-digit codes.
    private static let three: Set<Int> = [21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99]

    /// Whether the digits begin with a country's code and a national number that may follow it.
    static func begins(_ digits: ArraySlice<UInt8>) -> Bool {
        guard digits.count >= 8, let first = digits.first else { return false }
        if one.contains(first) { return digits[digits.startIndex + 1] >= 2 }
        let two = 10 * Int(first) + Int(digits[digits.startIndex + 1])
        return Self.two.contains(two) || three.contains(two)
    }
}
