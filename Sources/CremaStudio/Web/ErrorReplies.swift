import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging

/// Turns the error of a route into a page in words, or into JSON if requested.
struct ErrorReplies: RouterMiddleware {
    typealias Context = StudioContext

    let views: Views
    let store: JobStore
    let people: People

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            let route = error as? RouteError
            let style = context.wantsJSON ? .json : route?.style
            return try reply(to: request, context, route?.error ?? error, style)
        }
    }

    private func reply(
        to request: Request,
        _ context: Context,
        _ error: any Error,
        _ style: RouteError.Style?
    ) throws -> Response {
        let told = telling(error, request)
        if told.status == .serviceUnavailable {
            context.logger.error("\(request.method) \(request.uri.path): \(error)")
        }
        let words = store.withoutFolder(context.text(told.explanation))
        switch style {
        case .json:
            let reply =
                (told as? FormErrors).map { ErrorReply($0, context.words) }
                ?? ErrorReply(words, status: told.status)
            return try .json(reply, status: told.status).inLanguage(of: context)
        case .page(let title, let back):
            let view = ErrorView(title, words, back, context.words)
            return try views.page(view, context, status: told.status)
        case nil where [.unauthorized, .tooManyRequests].contains(told.status):
            let needsPassword = people.signInByPassword
            let view = SignInView(
                words: words,
                needsToken: !needsPassword,
                needsPassword: needsPassword,
                address: SignInView.address(backTo: request.query("path") ?? context.path)
            )
            return try views.page(view, context, status: told.status)
        case nil:
            let view = ErrorView(told.status.phrase, words, .start, context.words)
            return try views.page(view, context, status: told.status)
        }
    }

    private func telling(_ error: any Error, _ request: Request) -> any TellingError {
        guard let error = error as? any HTTPResponseError else { return error.telling }
        let page = Phrase("error.no_page", ["path": request.uri.path])
        return ServerError(
            status: error.status,
            explanation: error.status == .notFound ? page : error.status.phrase
        )
    }
}

/// An error from Hummingbird, in words.
private struct ServerError: TellingError {
    let status: HTTPResponse.Status
    let explanation: Phrase
}

extension HTTPResponse.Status {
    /// What it means.
    var phrase: Phrase { .described("http.\(code)", english: reasonPhrase) }
}
