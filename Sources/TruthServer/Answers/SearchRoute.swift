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
        try fields.refuseRest()
        guard !query.allSatisfy(\.isWhitespace) else { throw APIError.invalid(queryName, "\(queryName) is empty.") }
        let hits = try await services.lookupGate.pass {
            try await services.blocking { [search = services.search] in try search.search(query, limit: limit) }
        }
        return try Response(json: WireSearch(query: query, hits: hits))
    }
}
