extension SamplingOptions {
    /// Refuses values that have no meaning, by name.
    package func validate() throws(GenerationError) {
        try check("temperature", temperature, temperature.isFinite && temperature >= 0, "a number of 0 or more")
        try check("topK", topK, topK >= 0, "0 (all tokens) or more")
        try check("topP", topP, topP >= 0 && topP <= 1, "a number from 0 to 1")
        try check("minP", minP, minP >= 0 && minP <= 1, "a number from 0 to 1")
        try check(
            "repetitionPenalty", repetitionPenalty, repetitionPenalty.isFinite && repetitionPenalty > 0, "a number above 0")
    }
}

extension GenerationRequest {
    /// Refuses values that have no meaning, by name.
    package func validate(vocabularySize: Int) throws(GenerationError) {
        try sampling.validate()
        if let maximumTokens { try check("maximumTokens", maximumTokens, maximumTokens >= 0, "0 or more") }
        if let topLogProbabilities {
            try check(
                "topLogProbabilities", topLogProbabilities, (0...vocabularySize).contains(topLogProbabilities),
                "0 to \(vocabularySize), the size of the vocabulary")
        }
        if grammar != nil {
            try check("stop", "given with a grammar", stop.isEmpty, "no stop texts: the grammar says where the answer ends")
            try check("ignoresEndOfText", ignoresEndOfText, !ignoresEndOfText, "false with a grammar, which ends by itself")
        }
        for text in stop { try check("stop", "an empty text", !text.isEmpty, "texts of at least one character") }
    }
}

private func check<Value>(_ name: String, _ value: Value, _ isValid: Bool, _ expected: String) throws(GenerationError) {
    if !isValid { throw .invalidOption(name: name, value: "\(value)", expected: expected) }
}
