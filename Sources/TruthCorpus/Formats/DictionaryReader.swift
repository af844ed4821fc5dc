import Foundation

/// Reads a dictionary in the dict format, entry by entry, in the order of its text.
///
/// Only the index is held in memory. Entries whose headword begins with `00-database-` describe the dictionary itself and are skipped.
struct DictionaryReader: RecordReader {
    private let textPath: String
    private let entries: [DictionaryIndex.Entry]
    private let source: String
    private let isFOLDOC: Bool
    private let limit: Int
    private var reader: ByteReader
    private var position = 0
    /// How many entries had a name so far: dictionaries give several meanings of a word an entry each.
    private var entriesNamed: [String: Int] = [:]

    /// Opens the dictionary of which `path` is either half.
    init(file: InputFile, context: ReadingContext) throws {
        guard let path = file.path else {
            throw CorpusError.unreadable(path: file.place, reason: "a dictionary consists of two files; unpack both and add one of them")
        }
        let halves = try Self.halves(of: path)
        textPath = halves.text
        entries = try DictionaryIndex(path: halves.index).entries
        let text = try FileBytes(path: halves.text, place: halves.text)
        let mark = FileMark(PeekedBytes(text.again()).head)
        reader = ByteReader(mark == .gzip ? try GzipBytes(text, budget: context.budget) : text)
        let name = Self.stem(of: (path as NSString).lastPathComponent)
        isFOLDOC = name.lowercased() == "foldoc"
        source = context.options.source ?? (isFOLDOC ? FOLDOCEntry.source : name)
        limit = context.options.maximumRecordBytes
    }

    var storedBytesRead: Int { reader.storedBytesRead }

    mutating func next() -> ReadRecord? {
        while position < entries.count {
            let entry = entries[position]
            position += 1
            if entry.headwords.contains(where: Self.describesTheDictionary) { continue }
            do {
                // An entry of FOLDOC may hold links and editors' questions only.
                if let document = try document(of: entry) { return .document(document) }
            } catch let fault as RecordFault {
                return .rejected(
                    RejectedRecord(file: textPath, record: position, byteOffset: entry.offset + fault.offset, reason: fault.reason))
            } catch {
                // The file itself fails: what follows can't be reached either.
                position = entries.count
                return .rejected(RejectedRecord(file: textPath, record: position, byteOffset: entry.offset, reason: "\(error)"))
            }
        }
        return nil
    }

    private mutating func document(of entry: DictionaryIndex.Entry) throws -> Document? {
        guard entry.length <= limit else { throw RecordFault(offset: 0, reason: "the entry is longer than \(limit) bytes") }
        guard entry.offset >= reader.offset else {
            throw RecordFault(offset: 0, reason: "the entry overlaps the one before it")
        }
        let bytes = try reader.bytes(from: entry.offset, count: entry.length)
        guard bytes.count == entry.length else {
            throw RecordFault(offset: bytes.count, reason: "the text ends inside this entry; the index wants \(entry.length) bytes")
        }
        let text = try UTF8Text.decode(bytes)
        var document = isFOLDOC ? FOLDOCEntry(headwords: entry.headwords, definition: text).document : Self.plain(entry, text)
        document.source = source
        let name = (document.title ?? entry.headwords[0]).lowercased()
        let number = entriesNamed[name, default: 0] + 1
        entriesNamed[name] = number
        document.identity = "\(source)/\(name)" + (number == 1 ? "" : "#\(number)")
        document.rawHash = Document.hash(of: bytes)
        return document.text.isEmpty ? nil : document
    }

    /// An entry of a dictionary whose markup we don't know.
    private static func plain(_ entry: DictionaryIndex.Entry, _ text: String) -> Document {
        Document(
            identity: "", title: entry.headwords[0], aliases: Array(entry.headwords.dropFirst()),
            text: text.trimmingCharacters(in: .whitespacesAndNewlines), source: "")
    }

    private static func describesTheDictionary(_ headword: String) -> Bool {
        headword.hasPrefix("00-database-") || headword.hasPrefix("00database")
    }

    // MARK: Names of the halves

    package static let textEndings = [".dict.dz", ".dict"]
    package static let indexEnding = ".index"

    static func stem(of name: String) -> String {
        for ending in textEndings + [indexEnding] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
        return name
    }

    private static func halves(of path: String) throws -> (text: String, index: String) {
        let stem = stem(of: path)
        let files = FileManager.default
        let texts = path.hasSuffix(indexEnding) ? textEndings.map { stem + $0 } : [path]
        guard let text = texts.first(where: files.fileExists) else {
            throw CorpusError.dictionaryPartMissing(path: path, looked: texts)
        }
        guard files.fileExists(atPath: stem + indexEnding) else {
            throw CorpusError.dictionaryPartMissing(path: path, looked: [stem + indexEnding])
        }
        return (text, stem + indexEnding)
    }
}
