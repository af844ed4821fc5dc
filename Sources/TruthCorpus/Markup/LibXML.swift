import CLibXML2
import Foundation

/// HTML and XML as `Markup`, through libxml2: nothing is fetched, no document type is loaded, no entity is put in that a document declares.
///
/// The one place that touches libxml2's pointers.
enum LibXML {
    /// Longer HTML is refused: its tree takes some ten times the memory.
    static let maximumByteCount = 16 << 20

    /// libxml2 asks to be started once, before threads use it.
    fileprivate static let isStarted: Bool = {
        xmlInitParser()
        return true
    }()

    /// The tree of an HTML document or fragment. HTML has no errors: whatever the bytes are, browsers show something.
    ///
    /// - Throws: `RecordFault` when it is too long, or nested so deeply that libxml2 gives up.
    static func html(_ text: String) throws(RecordFault) -> Markup {
        var text = text
        guard text.utf8.count <= maximumByteCount else { throw RecordFault(reason: "more than \(maximumByteCount) bytes of HTML in one document") }
        if text.isEmpty { return Markup(name: "html") }
        let options = HTML_PARSE_NONET.rawValue | HTML_PARSE_NOERROR.rawValue | HTML_PARSE_NOWARNING.rawValue | HTML_PARSE_COMPACT.rawValue
        guard isStarted, let context = unsafe htmlNewParserCtxt() else { throw RecordFault(reason: "libxml2 can't be started; memory is short") }
        defer { unsafe htmlFreeParserCtxt(context) }
        // The text stays in place during the call, and libxml2 copies what it keeps.
        let document = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) {
                unsafe htmlCtxtReadMemory(context, $0.baseAddress, Int32($0.count), nil, "UTF-8", Int32(options))
            }
        }
        defer { unsafe xmlFreeDoc(document) }
        if unsafe context.pointee.disableSAX != 0 { throw RecordFault(reason: "HTML nested deeper than libxml2 allows, 256 levels") }
        guard let document = unsafe document, let root = unsafe xmlDocGetRootElement(document) else { return Markup(name: "html") }
        return unsafe markup(root)
    }

    /// Copies a node that libxml2 owns. Its own limit of 256 levels bounds the recursion.
    fileprivate static func markup(_ node: xmlNodePtr) -> Markup {
        var markup = Markup(name: unsafe string(node.pointee.name))
        if let space = unsafe node.pointee.ns { unsafe markup.prefix = string(space.pointee.prefix) }
        var attribute = unsafe node.pointee.properties
        while let current = unsafe attribute {
            unsafe markup.attributes[string(current.pointee.name)] = text(of: current.pointee.children)
            unsafe attribute = current.pointee.next
        }
        var child = unsafe node.pointee.children
        while let current = unsafe child {
            switch unsafe current.pointee.type {
            case XML_ELEMENT_NODE: unsafe markup.children.append(.element(self.markup(current)))
            case XML_TEXT_NODE, XML_CDATA_SECTION_NODE: unsafe markup.children.append(.text(string(current.pointee.content)))
            default: break
            }
            unsafe child = current.pointee.next
        }
        return markup
    }

    private static func text(of first: xmlNodePtr?) -> String {
        var text = ""
        var node = unsafe first
        while let current = unsafe node {
            if unsafe current.pointee.type == XML_TEXT_NODE { unsafe text += string(current.pointee.content) }
            unsafe node = current.pointee.next
        }
        return text
    }

    fileprivate static func string(_ characters: UnsafePointer<xmlChar>?) -> String {
        guard let characters = unsafe characters else { return "" }
        return unsafe String(cString: characters)
    }
}

/// Walks through XML that is too large to hold, and takes out the elements that are asked for.
@safe final class XMLElementStream {
    private let reader: xmlTextReaderPtr
    private let input: XMLInput

    /// - Parameters:
    ///   - source: Where the XML comes from.
    ///   - limit: The longest element that is taken out, in bytes of the file.
    ///   - isUTF8: Whether the bytes are UTF-8 whatever they declare.
    /// - Throws: `CorpusError.unreadable`.
    init(_ source: any ByteSource, limit: Int, isUTF8: Bool) throws {
        input = XMLInput(source, limit: limit)
        let client = unsafe Unmanaged.passUnretained(input).toOpaque()
        let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue | XML_PARSE_NOCDATA.rawValue
            | XML_PARSE_COMPACT.rawValue
        // `input` is kept by this object, which frees the reader before it lets go of it.
        guard LibXML.isStarted, let reader = unsafe xmlReaderForIO(readXML, nil, client, nil, isUTF8 ? "UTF-8" : nil, Int32(options)) else {
            throw CorpusError.unreadable(path: source.place, reason: "libxml2 can't be started; memory is short")
        }
        unsafe self.reader = reader
    }

    deinit {
        // The pointer came from xmlReaderForIO and is freed only here.
        unsafe xmlFreeTextReader(reader)
    }

    var storedBytesRead: Int { input.source.storedBytesRead }

    /// The next element whose name is one of these, whole, and how deep it lies (the outermost has depth 0); `nil` at the end.
    ///
    /// - Throws: `RecordFault` with the line where the XML breaks its rules; `CorpusError` when the source fails.
    func next(_ names: Set<String>) throws -> (element: Markup, depth: Int)? {
        while true {
            // An element that has been taken is passed over; of others, what is inside comes next.
            let code = unsafe skipsChildren ? xmlTextReaderNext(reader) : xmlTextReaderRead(reader)
            skipsChildren = false
            if code == 0 { return nil }
            guard code == 1 else { throw failure }
            guard unsafe xmlTextReaderNodeType(reader) == Int32(XML_READER_TYPE_ELEMENT.rawValue) else { continue }
            guard unsafe names.contains(LibXML.string(xmlTextReaderConstLocalName(reader))) else { continue }
            input.begin()
            xmlResetLastError()
            // Where the file ends inside an element, libxml2 gives what there is of it, and notes a fatal error.
            guard let node = unsafe xmlTextReaderExpand(reader), unsafe xmlGetLastError()?.pointee.level != XML_ERR_FATAL else { throw failure }
            input.end()
            skipsChildren = true
            return unsafe (LibXML.markup(node), Int(xmlTextReaderDepth(reader)))
        }
    }

    private var skipsChildren = false

    private var failure: any Error {
        if let error = input.error { return error }
        let line = unsafe xmlTextReaderGetParserLineNumber(reader)
        let error = unsafe xmlGetLastError()
        let message = unsafe error?.pointee.message.map { unsafe String(cString: $0).trimmingCharacters(in: .whitespacesAndNewlines) }
        return RecordFault(reason: "line \(line): the XML breaks its rules (\(message ?? "it ends too early")); what follows can't be read")
    }
}

/// What libxml2's call back finds.
private final class XMLInput {
    let source: any ByteSource
    private let limit: Int
    private var elementBytes = 0
    private var isInElement = false
    var error: (any Error)?

    init(_ source: any ByteSource, limit: Int) {
        self.source = source
        self.limit = limit
    }

    func begin() {
        isInElement = true
        elementBytes = 0
    }

    func end() { isInElement = false }

    func read(upTo count: Int) -> [UInt8]? {
        do {
            let bytes = try source.read(upTo: count)
            elementBytes += bytes.count
            if isInElement, elementBytes > limit { throw RecordFault(reason: "an element is longer than \(limit) bytes; what follows can't be read") }
            return bytes
        } catch {
            self.error = error
            return nil
        }
    }
}

/// Called with the `XMLInput` that was passed to xmlReaderForIO, which outlives the reader.
private func readXML(_ client: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
    let input = unsafe Unmanaged<XMLInput>.fromOpaque(client!).takeUnretainedValue()
    guard let bytes = input.read(upTo: Int(count)) else { return -1 }
    // There are no more bytes than libxml2 has made room for.
    unsafe UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)).copyBytes(from: bytes)
    return Int32(bytes.count)
}
