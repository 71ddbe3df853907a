import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Headers that let the browser run only the studio's own scripts and keep the studio out of other
/// sites' frames.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = StudioContext

    private static let policy = [
        "default-src 'self'", "img-src 'self' data: blob:", "style-src 'self' 'unsafe-inline'",
        "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.contentSecurityPolicy] = SecurityHeaders.policy
        response.headers[.xContentTypeOptions] = "nosniff"
        // With "no-referrer", a form's Origin would be "null", and the guard would refuse it.
        response.headers[.init("Referrer-Policy")!] = "same-origin"
        response.headers[.init("Cross-Origin-Resource-Policy")!] = "same-origin"
        return response
    }
}
