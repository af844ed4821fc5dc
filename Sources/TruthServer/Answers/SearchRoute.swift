import Foundation
import Hummingbird
import TruthEvidence

/// `GET` and `POST /v1/search`: the passages that match a query best.
struct SearchRoute: Sendable {
    let services: Services

    private static let limits = 1...100
    private static let defaultLimit = 10

    func get(_ request: Request, context: BasicRequestContext) async throws -> Response {
        var members: [String: JSONValue] = [:]
        for (name, value) in request.uri.queryParameters {
            members[String(name)] = name == "limit" ? Int(value).map(JSONValue.integer) ?? .string(String(value)) : .string(String(value))
        }
        var fields = try Fields(.object(members))
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
