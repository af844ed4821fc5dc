/// The bytes of text in UTF-8, whatever form of Unicode the file has.
enum TextBytes {
    /// Opens a file; UTF-16 becomes UTF-8.
    static func open(_ file: InputFile) throws -> any ByteSource {
        let source = PeekedBytes(try file.open())
        guard let order = UTF16Bytes.order(of: source.head) else { return source }
        return UTF16Bytes(source, order: order)
    }
}
