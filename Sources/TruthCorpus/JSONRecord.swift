import Foundation

/// The fields of one JSON object that a document needs; others are passed over.
struct JSONRecord: Decodable {
    var text: String
    var title: String?
    var id: String?
    var author: String?
    var date: String?
    var created: Date?
    var url: String?
    var licence: String?
    var source: String?

    static let columnsKey = CodingUserInfoKey(rawValue: "columns")!

    init(from decoder: any Decoder) throws {
        let columns = decoder.userInfo[Self.columnsKey] as? ReadingOptions.Columns ?? ReadingOptions.Columns()
        let fields = Fields(container: try decoder.container(keyedBy: Key.self))
        let textKeys = columns.text.map { [$0] } ?? ["text"]
        guard let text = try fields.string(textKeys), !text.allSatisfy(\.isWhitespace) else {
            throw Fault(reason: "the field \"\(textKeys[0])\" is missing or empty; name the one that holds the text with --text")
        }
        self.text = text
        title = try fields.string(["title"])
        id = try fields.string(columns.id.map { [$0] } ?? ["id"])
        author = try fields.string(columns.author.map { [$0] } ?? ["author"])
        date = try fields.string(columns.date.map { [$0] } ?? ["created", "created_at", "date"])
        url = try fields.string(columns.url.map { [$0] } ?? ["url"])
        licence = try fields.string(["licence", "license"])
        source = try fields.string(["source"])
        if let date {
            guard let created = DateText.date(date) else { throw Fault(reason: "\"\(date)\" is not a date; write it as 2018-05-22T10:00:00Z") }
            self.created = created
        }
    }

    /// What went wrong, in a sentence.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let fault as Fault: fault.reason
        case DecodingError.dataCorrupted(let context):
            "not valid JSON: \((context.underlyingError as NSError?)?.userInfo[NSDebugDescriptionErrorKey] as? String ?? context.debugDescription)"
        case DecodingError.typeMismatch(_, let context): "not a JSON object with the expected fields: \(context.debugDescription)"
        default: "\(error)"
        }
    }

    private struct Fault: Error {
        var reason: String
    }

    private struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private struct Fields {
        var container: KeyedDecodingContainer<Key>

        /// The first of `names` that is there and not null: a string, a number as it would be printed, or strings joined by spaces.
        func string(_ names: [String]) throws -> String? {
            for name in names {
                let key = Key(stringValue: name)
                guard container.contains(key), try !container.decodeNil(forKey: key) else { continue }
                if let text = try? container.decode(String.self, forKey: key) { return text.isEmpty ? nil : text }
                if let number = try? container.decode(Int64.self, forKey: key) { return String(number) }
                if let number = try? container.decode(Double.self, forKey: key) { return String(number) }
                if let texts = try? container.decode([String].self, forKey: key) { return texts.joined(separator: " ") }
                throw Fault(reason: "the field \"\(name)\" is neither a string, nor a number, nor a list of strings")
            }
            return nil
        }
    }
}
