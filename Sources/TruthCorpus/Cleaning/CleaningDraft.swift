/// A document on its way through the steps: its text as bytes, everything else as it was read.
package struct CleaningDraft {
    package var document: Document
    /// The text in UTF-8, always valid; `document.text` is brought up to date at the end of the way.
    package var bytes: [UInt8]
    /// Whether a step has changed `bytes`.
    package private(set) var isTextChanged = false
    private var knownShape: TextShape?

    package init(_ document: Document) {
        self.document = document
        bytes = Array(document.text.utf8)
    }

    /// The counts that several rules share; taken once for each state of the text.
    var shape: TextShape {
        mutating get {
            if let knownShape { return knownShape }
            let shape = TextShape(bytes.span)
            knownShape = shape
            return shape
        }
    }

    /// Puts `bytes` in place of the text.
    mutating func replaceText(with bytes: [UInt8]) {
        self.bytes = bytes
        isTextChanged = true
        knownShape = nil
    }

    /// The document with the text as the steps left it.
    consuming func finished() -> Document {
        if isTextChanged { document.text = String(decoding: bytes, as: UTF8.self) }
        return document
    }
}
