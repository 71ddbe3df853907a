import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Turns what a page throws into a page in words, or into JSON where that was asked for.
struct ErrorReplies: RouterMiddleware {
    typealias Context = StudioContext

    let views: Views
    let store: JobStore

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as any HTTPResponseError {
            return try reply(to: context, status: error.status, words: words(for: error, request))
        } catch {
            let told = StudioError(telling: error)
            if case .unavailable = told {
                context.logger.error("\(request.method) \(request.uri.path): \(error)")
            }
            let words = store.withoutFolder(told.description)
            return try reply(to: context, status: told.status, words: words)
        }
    }

    private func words(for error: any HTTPResponseError, _ request: Request) -> String {
        switch error.status {
        case .notFound: "There is no page “\(request.uri.path)”."
        default: (error as? HTTPError)?.body ?? error.status.reasonPhrase
        }
    }

    private func reply(to context: Context, status: HTTPResponse.Status, words: String) throws
        -> Response
    {
        if context.wantsJSON { return try .json(["error": words], status: status) }
        let view = ErrorView(title: status.reasonPhrase, words: words, back: .start)
        return try views.page(view, context, status: status)
    }
}
