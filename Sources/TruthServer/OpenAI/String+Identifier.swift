extension String {
    /// 24 random hexadecimal digits.
    static func randomIdentifier() -> String {
        (0..<12).map { _ in UInt8.random(in: .min ... .max) }.hexadecimal
    }
}
