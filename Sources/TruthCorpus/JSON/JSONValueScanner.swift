/// Finds the end of a JSON value by its brackets and quotes alone, so that one too large to hold can be passed over.
///
/// A number or a word ends before what follows it; a value that isn't JSON ends somewhere before the bracket around it.
struct JSONValueScanner: RecordScanner {
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    private var hasBegun = false

    mutating func end(in bytes: Span<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            if isInString {
                index = stringPlace(bytes, from: index)
                if !isInString, depth == 0 { return index }
                continue
            }
            let byte = bytes[index]
            // Most bytes between strings are white space and digits.
            if byte == UInt8(ascii: "\"") {
                isInString = true
                hasBegun = true
            } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
                depth += 1
                hasBegun = true
            } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
                if depth == 0 { return index }
                depth -= 1
                if depth == 0 { return index + 1 }
            } else if depth == 0 {
                if hasBegun, byte == UInt8(ascii: ",") || JSONScan.isSpace(byte) { return index }
                hasBegun = true
            }
            index += 1
        }
        return nil
    }

    /// Goes on inside a string, to behind its closing quote or to the end of the bytes.
    private mutating func stringPlace(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var index = start
        while index < bytes.count {
            if isEscaped {
                isEscaped = false
                index += 1
                continue
            }
            index = bytes.placeOfJSONMark(from: index)
            guard index < bytes.count else { break }
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                break
            }
        }
        return index
    }
}
