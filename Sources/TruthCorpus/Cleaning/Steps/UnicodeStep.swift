import Foundation

/// Takes out characters that can't be seen, and brings the rest into composed form (NFC).
///
/// Control, zero-width and bidirectional characters go. U+200D stays inside an emoji, U+200C and U+200D stay after a letter of a script that
/// is shaped by them, tags stay in the flags of regions. Line ends become `\n`. More marks than the limit on one letter go, which also
/// bounds the work of composing. Text that is plain ASCII is only looked at.
package struct UnicodeStep: CleaningStep {
    package static let name = "unicode"

    private let settings: CleaningRecipe.UnicodeSettings
    private var output: [UInt8] = []

    package init(_ settings: CleaningRecipe.UnicodeSettings = .init()) { self.settings = settings }

    package mutating func apply(to draft: inout CleaningDraft) -> StepResult {
        let start = Self.endOfPlain(draft.bytes.span, from: 0)
        guard start < draft.bytes.count else { return isBlank(draft.bytes) ? .removed(reason: "empty") : .unchanged }
        var pass = UnicodePass(maximumMarks: settings.maximumMarks)
        output.removeAll(keepingCapacity: true)
        output.append(contentsOf: draft.bytes[..<start])
        pass.run(draft.bytes, from: start, into: &output)
        var findings = pass.findings
        if settings.composes, pass.needsComposing, let composed = Self.composed(output) {
            output = composed
            findings.append(StepFinding(kind: "composed texts", count: 1))
        }
        if isBlank(output) { return .removed(reason: "empty") }
        if output == draft.bytes { return .unchanged }
        draft.replaceText(with: output)
        return .changed(findings)
    }

    private func isBlank(_ bytes: [UInt8]) -> Bool { bytes.span.startOfToken(from: 0) == bytes.count }

    /// The text in composed form, or `nil` when it is that already.
    private static func composed(_ bytes: [UInt8]) -> [UInt8]? {
        let text = String(decoding: bytes, as: UTF8.self)
        var span = text.utf8Span
        if span.checkForNFC(quickCheck: false) { return nil }
        return Array(text.precomposedStringWithCanonicalMapping.utf8)
    }

    /// The first byte from `start` on that is neither printable ASCII, nor a tab, nor a line feed.
    @inline(__always) static func endOfPlain(_ bytes: Span<UInt8>, from start: Int) -> Int {
        let high: UInt64 = 0x8080_8080_8080_8080
        var index = start
        while index < bytes.count {
            if index &+ 8 <= bytes.count {
                let word = bytes.word(at: index)
                // A byte below 0x20 borrows into its highest bit; 0x7F is one below the highest bit once 1 is added.
                let suspicious = (word | (word &- 0x2020_2020_2020_2020) | (word &+ 0x0101_0101_0101_0101)) & high
                if suspicious == 0 {
                    index &+= 8
                    continue
                }
            }
            let end = Swift.min(index &+ 8, bytes.count)
            while index < end {
                let byte = bytes[index]
                if byte >= 0x7F || (byte < 0x20 && byte != 0x0A && byte != 0x09) { return index }
                index &+= 1
            }
        }
        return bytes.count
    }
}
