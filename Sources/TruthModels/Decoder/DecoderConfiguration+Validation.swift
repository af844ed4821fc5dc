extension DecoderConfiguration {
    /// Refuses settings that contradict each other or that nothing could compute with.
    func validate(path: String) throws(ModelError) {
        func check(_ name: String, _ value: some Any, _ isValid: Bool, _ expected: String) throws(ModelError) {
            if !isValid { throw .invalidSetting(path: path, name: name, value: "\(value)", expected: expected) }
        }
        try llama.validate(path: path)
        for rotation in Set(attention.compactMap(\.rotation)) { try rotation.validate(path: path, headWidth: llama.headWidth) }
        for (name, factor) in [("the scale of attention", attentionScale), ("the scale of the embeddings", embeddingScale)] {
            try check(name, factor, factor.isFinite && factor > 0, "a number above 0")
        }
        for (name, cap) in [("the cap on attention's scores", attentionCap), ("the cap on logits", logitCap)] {
            if let cap { try check(name, cap, cap.isFinite && cap > 0, "a number above 0") }
        }
        if let mixture {
            try check(
                "the number of experts per token", mixture.usedCount, mixture.usedCount <= mixture.expertCount,
                "at most \(mixture.expertCount), the number of experts")
        }
    }
}

extension RotaryConfiguration {
    func validate(path: String, headWidth: Int) throws(ModelError) {
        func check(_ name: String, _ value: some Any, _ isValid: Bool, _ expected: String) throws(ModelError) {
            if !isValid { throw .invalidSetting(path: path, name: name, value: "\(value)", expected: expected) }
        }
        if let width {
            try check("the channels that turn", width, width % 2 == 0 && (2...headWidth).contains(width), "an even number from 2 to \(headWidth)")
        }
        try check("the base of the rotation", base, base.isFinite && base > 0, "a number above 0")
        try check("the amplitude of the rotation", amplitude, amplitude.isFinite && amplitude > 0, "a number above 0")
        for divisor in divisors ?? [] {
            try check("the scaling of the rotation", divisor, divisor.isFinite && divisor > 0, "numbers above 0")
        }
    }
}
