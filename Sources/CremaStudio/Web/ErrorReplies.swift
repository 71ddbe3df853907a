import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Turns what a page throws into a page in words, or into JSON where that was asked for.
struct ErrorReplies: RouterMiddleware {
    typealias Context = BasicRequestContext

    let views: Views

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as StudioError {
            return try reply(to: request, status: error.status, words: error.description)
        } catch let error as any HTTPResponseError {
            return try reply(
                to: request,
                status: error.status,
                words: words(for: error, at: request.uri.path)
            )
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            context.logger.error("\(request.method) \(request.uri.path): \(error)")
            let error = StudioError(telling: error)
            return try reply(to: request, status: error.status, words: error.description)
        }
    }

    private func words(for error: any HTTPResponseError, at path: String) -> String {
        switch error.status {
        case .notFound: "There is no page “\(path)”."
        case .contentTooLarge:
            "That is too large: at most \(Form.limit / 1024 / 1024) MB can be sent."
        default: (error as? HTTPError)?.body ?? error.status.reasonPhrase
        }
    }

    private func reply(to request: Request, status: HTTPResponse.Status, words: String) throws
        -> Response
    {
        if request.wantsJSON { return try .json(["error": words], status: status) }
        return try views.page(
            "Error",
            ["title": status.reasonPhrase, "words": words],
            status: status
        )
    }
}
