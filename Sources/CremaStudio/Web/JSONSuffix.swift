import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Makes `/page.json` the page `/page` asked for as JSON, as every page of DIGITS has it.
struct JSONSuffix<Responder: HTTPResponder>: HTTPResponder {
    let responder: Responder

    func respond(to request: Request, context: Responder.Context) async throws -> Response {
        let path = request.uri.path
        guard path.hasSuffix(".json"), !path.contains("/files/"), !path.hasPrefix("/static/") else {
            return try await responder.respond(to: request, context: context)
        }
        var head = request.head
        let plain = path == "/index.json" ? "/" : String(path.dropLast(5))
        head.path = plain + (request.uri.query.map { "?\($0)" } ?? "")
        head.headerFields[.accept] = "application/json"
        return try await responder.respond(
            to: Request(head: head, body: request.body),
            context: context
        )
    }
}
