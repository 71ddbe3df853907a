import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Records in the context what a request's headers and its path determine about the reply, and who
/// sent it.
///
/// `/page.json` is the page `/page` as JSON, as for every page of DIGITS.
struct RequestReader<Responder: HTTPResponder>: HTTPResponder
where Responder.Context == StudioContext {
    let responder: Responder
    let people: People

    func respond(to request: Request, context: StudioContext) async throws -> Response {
        var context = context
        context.read(request)
        context.visitor = people.visitor(request)
        let path = request.uri.path
        guard path.hasSuffix(".json"), !path.contains("/files/"), !path.hasPrefix("/static/") else {
            return try await responder.respond(to: request, context: context)
        }
        context.wantsJSON = true
        var head = request.head
        let plain = path == "/index.json" ? "/" : String(path.dropLast(5))
        head.path = plain + (request.uri.query.map { "?\($0)" } ?? "")
        return try await responder.respond(
            to: Request(head: head, body: request.body),
            context: context
        )
    }
}
