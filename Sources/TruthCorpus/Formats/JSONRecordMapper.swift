/// Makes documents of objects with a text, an author and so on, under the usual names or those that the user gives.
struct JSONRecordMapper: JSONMapper {
    private let context: ReadingContext
    private let textName: String
    private let names: JSONNames

    init(context: ReadingContext) {
        self.context = context
        let columns = context.options.columns
        textName = columns.text ?? Field.text.name
        names = JSONNames(Field.allCases.map { Self.name(of: $0, columns) })
    }

    /// The name that the user gives takes the place of all that are usual.
    private static func name(of field: Field, _ columns: ReadingOptions.Columns) -> String {
        switch field {
        case .text: columns.text ?? field.name
        case .id: columns.id ?? field.name
        case .author: columns.author ?? field.name
        case .url: columns.url ?? field.name
        case .created: columns.date ?? field.name
        case .createdAt, .date: columns.date == nil ? field.name : ""
        default: field.name
        }
    }

    /// What is looked for in an object.
    private enum Field: Int, CaseIterable {
        case text, id, author, created, createdAt, date, url, title, licence, license, source, language, lang, replyTo, post

        /// The usual name.
        var name: String {
            switch self {
            case .createdAt: "created_at"
            case .replyTo: "reply_to"
            default: "\(self)"
            }
        }
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
        guard let text = try string(fields, .text), !text.utf8.allSatisfy({ JSONScan.isSpace($0) }) else {
            throw RecordFault(reason: "the field \"\(textName)\" is missing or empty; name the one that holds the text with --text")
        }
        var document = Document(identity: "", text: text, source: "")
        document.author = try string(fields, .author)
        document.url = try string(fields, .url)
        document.title = try string(fields, .title)
        document.licence = try string(fields, .licence, or: .license)
        document.language = try string(fields, .language, or: .lang)
        document.replyTo = try string(fields, .replyTo)
        document.isPost = fields[Field.post.rawValue]?.isTrue ?? false
        let stated = try string(fields, .source)
        document.source = stated ?? context.names.source
        let date = try string(fields, .created, or: .createdAt, or: .date)
        if let date { document.created = try DateText.created(date) }
        document.rawHash = Document.hash(of: value.rawBytes)
        // Without a number of its own, a record is what it says: the same words by the same author at the same time.
        let id = try string(fields, .id)
        let name = id ?? Document.shortHash(of: [text, document.author ?? "", date ?? "", document.url ?? ""].joined(separator: "\u{1F}"))
        document.identity = context.names.identity(name, source: stated)
        return document
    }

    /// The first of these fields that says something.
    private func string(_ fields: JSONPart.Members, _ first: Field, or second: Field, or third: Field? = nil) throws(RecordFault) -> String? {
        if let text = try string(fields, first) { return text }
        if let text = try string(fields, second) { return text }
        if let third { return try string(fields, third) }
        return nil
    }

    /// A string, a number as it is written, or strings joined by spaces; `nil` for null, an empty string, and nothing.
    private func string(_ fields: JSONPart.Members, _ field: Field) throws(RecordFault) -> String? {
        guard let part = fields[field.rawValue], !part.isNull else { return nil }
        if let text = part.text {
            // Unescaped, a control character in a string is no JSON.
            if part.hasEscapes, text.utf8.contains(0) { throw RecordFault(reason: "the field \"\(name(field))\" contains a NUL character") }
            return text.isEmpty ? nil : text
        }
        let texts = part.elements.map(\.string)
        guard part.isArray, !texts.contains(nil) else {
            throw RecordFault(reason: "the field \"\(name(field))\" is neither a string, nor a number, nor a list of strings")
        }
        return texts.compactMap { $0 }.joined(separator: " ")
    }

    private func name(_ field: Field) -> String { field == .text ? textName : field.name }
}
