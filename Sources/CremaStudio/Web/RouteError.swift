import CremaJobs

/// An error with the way in which its route tells it.
struct RouteError: Error {
    /// How a route tells what goes wrong in it, where that is not the plain page.
    enum Style: Sendable {
        /// A page with a title of its own, which leads back to where the form was.
        case page(title: Phrase, back: WayBack)
        /// JSON whatever the caller accepts, as the route has no page.
        case json
    }

    var error: any Error
    var style: Style
}

extension Page {
    /// Does something whose errors the route tells in a style of its own.
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
