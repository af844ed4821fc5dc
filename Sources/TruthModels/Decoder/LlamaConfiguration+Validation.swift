extension LlamaConfiguration {
    /// Refuses settings that contradict each other or that nothing could compute with.
    func validate(path: String) throws(ModelError) {
        func check(_ name: String, _ value: some Any, _ isValid: Bool, _ expected: String) throws(ModelError) {
            if !isValid { throw .invalidSetting(path: path, name: name, value: "\(value)", expected: expected) }
        }
        try check(
            "the width of a head", headWidth, headWidth % 2 == 0 && (2...Limits.headWidth).contains(headWidth),
            "an even number from 2 to \(Limits.headWidth)")
        try check(
            "the number of key-value heads", keyValueHeadCount, headCount % keyValueHeadCount == 0,
            "a divisor of \(headCount), the number of heads")
        try check("the epsilon of RMSNorm", normEpsilon, normEpsilon.isFinite && normEpsilon >= 0, "a number of 0 or more")
        try rotation.validate(path: path, headWidth: headWidth)
    }
}
