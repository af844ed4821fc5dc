import HTTPTypes
import Hummingbird

extension Response {
    init(_ error: APIError) throws {
        try self.init(json: error.body, status: error.status, headers: error.headers)
    }

    init(
        json value: some Encodable, names: JSONText.Names = .camelCase, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) throws {
        var headers = headers
        headers[.contentType] = "application/json"
        let body = ByteBuffer(bytes: try JSONText.data(value, names: names))
        self.init(status: status, headers: headers, body: .init(byteBuffer: body))
    }
}
