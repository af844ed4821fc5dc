import Foundation
import Hummingbird
import TruthCheckpoints
import TruthEvidence

/// `GET` and `POST /v1/search`: the passages that match a query best.
struct SearchRoute: Sendable {
    let services: Services

    private static let limits = 1...100
    private static let defaultLimit = 10

    func get(_ request: Request, context: BasicRequestContext) async throws -> Response {
        // Of a name that comes twice, the first counts.
        let parameters = Dictionary(request.uri.queryParameters.map { (String($0.key), String($0.value)) }, uniquingKeysWith: { first, _ in first })
        let members = parameters.map { name, value -> (key: String, value: JSONValue) in
            (name, name == "limit" ? Int(value).map(JSONValue.integer) ?? .string(value) : .string(value))
        }
        var fields = try Fields(.object(JSONObject(members)))
        return try await respond(&fields, queryName: "q")
    }

    func post(_ request: Request, context: BasicRequestContext) async throws -> Response {
        var fields = try await services.reader.fields(of: request)
        return try await respond(&fields, queryName: "query")
    }

    private func respond(_ fields: inout Fields, queryName: String) async throws -> Response {
        let query = try fields.requiredString(queryName)
        let limit = try fields.integer("limit", in: Self.limits) ?? Self.defaultLimit
        let options = try Self.options(&fields, limit: limit)
        try fields.refuseRest()
        guard !query.allSatisfy(\.isWhitespace) else { throw APIError.invalid(queryName, "\(queryName) is empty.") }
        let hits = try await services.lookupGate.pass {
            try await services.blocking { [search = services.search] in try search.search(query, options: options) }
        }
        return try Response(json: WireSearch(query: query, hits: hits))
    }

    /// The filters and the order of a search.
    private static func options(_ fields: inout Fields, limit: Int) throws -> SearchOptions {
        var options = SearchOptions(limit: limit)
        options.source = try fields.string("source")
        options.author = try fields.string("author")
        options.language = try fields.string("language")
        options.from = try date("from", &fields, ends: false)
        options.to = try date("to", &fields, ends: true)
        options.asOf = try date("asOf", &fields, ends: true)
        options.order = try choice("sort", &fields) ?? .relevance
        options.mode = try choice("mode", &fields) ?? .automatic
        return options
    }

    private static func date(_ name: String, _ fields: inout Fields, ends: Bool) throws -> Date? {
        guard let text = try fields.string(name) else { return nil }
        do {
            return try SearchOptions.date(text, name: name, ends: ends)
        } catch let error as SearchError {
            throw APIError.invalid(name, error.description)
        }
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(_ name: String, _ fields: inout Fields) throws -> Choice? {
        guard let text = try fields.string(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw APIError.invalid(name, "\(name) is \"\(text)\"; expected \(Choice.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        return choice
    }
}
