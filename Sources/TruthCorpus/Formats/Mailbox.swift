/// The lines that mbox puts around messages.
enum Mailbox {
    /// `From `, an address, and a date.
    static func opensMessage(_ line: [UInt8]) -> Bool {
        line.starts(with: "From ".utf8) && line.count > 5
    }

    /// A line of a message without the mark that keeps it from opening another: `>From ` is `From `, `>>From ` is `>From `.
    static func unquoted(_ line: [UInt8]) -> ArraySlice<UInt8> {
        guard line.first == UInt8(ascii: ">") else { return line[...] }
        let marks = line.prefix { $0 == UInt8(ascii: ">") }.count
        return line.dropFirst(marks).starts(with: "From ".utf8) ? line.dropFirst() : line[...]
    }
}
