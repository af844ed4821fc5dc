/// Makes documents of objects with a text, an author and so on, under the usual names or those that the user gives.
struct JSONRecordMapper: JSONMapper {
    private let context: ReadingContext
    private let textName: String
    private let names: JSONNames

    init(context: ReadingContext) {
        self.context = context
        let columns = context.options.columns
        textName = columns.text ?? "text"
        // Where several names are usual, the first that is there counts; a name that the user gives takes the place of all.
        names = JSONNames([
            textName, columns.id ?? "id", columns.author ?? "author", columns.date ?? "created", columns.date == nil ? "created_at" : "",
            columns.date == nil ? "date" : "", columns.url ?? "url", "title", "licence", "license", "source", "language", "lang", "reply_to", "post",
        ])
    }

    func outcomes(of value: JSONPart) -> [ReadOutcome] {
        do throws(RecordFault) {
            return [.document(try document(value))]
        } catch {
            return [.fault(error)]
        }
    }

    private func document(_ value: JSONPart) throws(RecordFault) -> Document {
        guard value.isObject else { throw RecordFault(reason: "not a JSON object with named fields") }
        let fields = value.members(names)
        guard let text = try string(fields[0], textName), !text.utf8.allSatisfy({ JSONScan.isSpace($0) }) else {
            throw RecordFault(reason: "the field \"\(textName)\" is missing or empty; name the one that holds the text with --text")
        }
        var document = Document(identity: "", text: text, source: "")
        document.author = try string(fields[2], "author")
        document.url = try string(fields[6], "url")
        document.title = try string(fields[7], "title")
        document.licence = try first([(fields[8], "licence"), (fields[9], "license")])
        document.language = try first([(fields[11], "language"), (fields[12], "lang")])
        document.replyTo = try string(fields[13], "reply_to")
        document.isPost = fields[14]?.isTrue ?? false
        let stated = try string(fields[10], "source")
        document.source = stated ?? context.names.source
        let date = try first([(fields[3], "created"), (fields[4], "created_at"), (fields[5], "date")])
        if let date { document.created = try DateText.created(date) }
        document.rawHash = Document.hash(of: value.rawBytes)
        // Without a number of its own, a record is what it says: the same words by the same author at the same time.
        let id = try string(fields[1], "id")
        let name = id ?? Document.shortHash(of: [text, document.author ?? "", date ?? "", document.url ?? ""].joined(separator: "\u{1F}"))
        document.identity = context.names.identity(name, source: stated)
        return document
    }

    private func first(_ parts: [(JSONPart?, String)]) throws(RecordFault) -> String? {
        for (part, name) in parts { if let text = try string(part, name) { return text } }
        return nil
    }

    /// A string, a number as it is written, or strings joined by spaces; `nil` for null, an empty string, and nothing.
    private func string(_ part: JSONPart?, _ name: String) throws(RecordFault) -> String? {
        guard let part, !part.isNull else { return nil }
        if let text = part.text {
            if text.utf8.contains(0) { throw RecordFault(reason: "the field \"\(name)\" contains a NUL character") }
            return text.isEmpty ? nil : text
        }
        let texts = part.elements.map(\.string)
        guard part.isArray, !texts.contains(nil) else {
            throw RecordFault(reason: "the field \"\(name)\" is neither a string, nor a number, nor a list of strings")
        }
        return texts.compactMap { $0 }.joined(separator: " ")
    }
}
