import Foundation
import Hummingbird

/// `GET /v1/models` and `GET /v1/models/{id}`: what this server runs.
struct ModelRoutes: Sendable {
    let services: Services
    private let started = Int(Date().timeIntervalSince1970)

    init(services: Services) {
        self.services = services
    }

    struct Model: Encodable, Sendable {
        var id: String
        var object = "model"
        var created: Int
        var ownedBy = "truthgpt"
    }

    struct List: Encodable, Sendable {
        var object = "list"
        var data: [Model]
    }

    private var models: [Model] {
        ([services.generator.model.name] + services.generator.adapterNames + [services.embedding?.name].compactMap(\.self)).map { Model(id: $0, created: started) }
    }

    func list(_ request: Request, context: BasicRequestContext) throws -> Response {
        try Response(json: List(data: models), names: .snakeCase)
    }

    func model(_ request: Request, context: BasicRequestContext) throws -> Response {
        let id = try context.parameters.require("id")
        guard let model = id == "default" ? models.first : models.first(where: { $0.id == id }) else {
            throw APIError.notFound("This server has no model of that name; GET /v1/models lists those it has.", code: "model_not_found")
        }
        return try Response(json: model, names: .snakeCase)
    }
}
