import CremaJobs
import CremaProto

/// An error, and how its route reports it.
struct RouteError: Error {
    /// How a route reports its errors, if not on the plain page.
    enum Style: Sendable {
        /// A page with its own title, which leads back to the form.
        case page(title: Phrase, back: WayBack)
        /// JSON whatever the client accepts, as the route has no page.
        case json
    }

    var error: any Error
    var style: Style
}

extension Page {
    /// Does something whose errors the route reports in its own style.
    func telling<Result>(
        _ style: RouteError.Style,
        _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw RouteError(error: error, style: style)
        }
    }
}
