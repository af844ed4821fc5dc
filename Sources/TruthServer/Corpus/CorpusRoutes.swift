import Foundation
import Hummingbird
import Logging
import TruthCheckpoints
import TruthEvidence

/// `/v1/corpus…`: what the corpus consists of, files to add, and its data sheet.
struct CorpusRoutes: Sendable {
    let services: Services
    let corpus: any CorpusKeeping

    /// `GET /v1/corpus`.
    func summary(_ request: Request, context: BasicRequestContext) async throws -> Response {
        let (summary, hasReport) = try await services.lookupGate.pass {
            try await services.blocking { [corpus] in (try corpus.summary(), try corpus.report() != nil) }
        }
        return try Response(
            json: WireCorpus(summary, hasReport: hasReport, uploadLimit: services.configuration.limits.uploadSize))
    }

    /// `POST /v1/corpus/documents?name=…&source=…`: the body is the file; the answer tells how it is read.
    func add(_ request: Request, context: BasicRequestContext) async throws -> Response {
        let input = try Input(request)
        let file = try await makeFile(input.name, logger: context.logger)
        try await UploadReader(limits: services.configuration.limits, blocking: services.blocking).receive(request, as: file)
        let job = job(for: request, file: file, source: input.source)
        return .init(streaming: job, first: try await job.first(), encoder: CorpusEventEncoder(), logger: context.logger)
    }

    struct Input {
        /// The file's own name, which tells its format.
        var name: String
        /// Its collection: as stated, or the name without its endings, so that a newer version of the file updates the older.
        var source: String

        init(_ request: Request) throws {
            let members = request.uri.queryParameters.map { (key: String($0.key), value: JSONValue.string(String($0.value))) }
            var fields = try Fields(.object(JSONObject(members)))
            name = try fields.requiredString("name")
            let stated = try fields.string("source")
            try fields.refuseRest()
            guard UploadedFile.isValid(name: name) else {
                throw APIError.invalid("name", "name must be a file's name of at most 200 bytes, without a folder, such as posts.jsonl.")
            }
            source = stated ?? String(name.prefix { $0 != "." })
            guard (1...200).contains(source.utf8.count), !source.allSatisfy(\.isWhitespace), !source.utf8.contains(0) else {
                throw APIError.invalid("source", "source must be a name of 1 to 200 bytes.")
            }
        }
    }

    private func makeFile(_ name: String, logger: Logger) async throws -> UploadedFile {
        let folder = corpus.uploadFolder
        do {
            return try await services.blocking { try UploadedFile(name: name, in: folder) }
        } catch {
            logger.error("An upload can't be kept", metadata: ["error": "\(error)", "folder": "\(folder)"])
            throw APIError(
                status: .internalServerError, message: "The server can't keep the file: its data directory can't be written. Its log says why.",
                type: "server_error", code: "not_writable")
        }
    }

    private func job(for request: Request, file: UploadedFile, source: String) -> Job<CorpusEvent> {
        let services = services
        let corpus = corpus
        return Job(for: request, gate: services.importGate, timeLimit: services.configuration.limits.importTime) { yield in
            let wish = StopWish()
            let report = try await withTaskCancellationHandler {
                try await services.blocking {
                    // `file` is held until here, and removed when its reading is over.
                    try withExtendedLifetime(file) {
                        try corpus.add(
                            fileAt: file.path, source: source,
                            progress: { progress in
                                yield(.progress(progress))
                                try wish.check()
                            },
                            rejected: { yield(.rejected($0)) })
                    }
                }
            } onCancel: {
                wish.stop()
            }
            yield(.finished(report))
        }
    }

    /// `GET /v1/corpus/report`: one HTML page, which may style itself and do nothing else.
    func report(_ request: Request, context: BasicRequestContext) async throws -> Response {
        let page = try await services.lookupGate.pass { try await services.blocking { [corpus] in try corpus.report() } }
        guard let page else {
            throw APIError.notFound(
                "There is no data sheet yet. Write it with truthgpt corpus report, to reports/corpus.html in the data directory.", code: "no_report")
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'; sandbox",
            ],
            body: .init(byteBuffer: ByteBuffer(bytes: page)))
    }
}
