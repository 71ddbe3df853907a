import HTTPTypes
import Hummingbird
import Synchronization

/// How many requests each route has got, and how long its replies took.
final class RequestCounts: Sendable {
    /// A route, as the router lists it.
    struct Route: Hashable, Comparable, Sendable {
        var method: String
        /// `NotFound` for requests that no route answers.
        var path: String

        static func < (left: Route, right: Route) -> Bool {
            (left.path, left.method) < (right.path, right.method)
        }
    }

    /// What is known about a route.
    struct Count: Sendable {
        /// The number of replies by their status.
        var statuses: [Int: Int] = [:]
        /// The number of replies that took no longer than each of the bounds.
        var withinBounds = [Int](repeating: 0, count: RequestCounts.bounds.count)
        /// The time of all replies together, in seconds.
        var seconds = 0.0

        /// The number of replies.
        var total: Int { statuses.values.reduce(0, +) }
    }

    /// The bounds by which the times of replies are counted, in seconds.
    static let bounds = [0.005, 0.025, 0.1, 0.5, 2.5, 10]

    private let counts = Mutex<[Route: Count]>([:])

    /// The counts so far.
    var all: [Route: Count] { counts.withLock { $0 } }

    fileprivate func add(_ route: Route, status: Int, seconds: Double) {
        counts.withLock { counts in
            counts[route, default: Count()].statuses[status, default: 0] += 1
            counts[route]?.seconds += seconds
            for (index, bound) in Self.bounds.enumerated() where seconds <= bound {
                counts[route]?.withinBounds[index] += 1
            }
        }
    }
}

/// Counts every request, and how long it takes until its reply begins.
struct RequestMeter: RouterMiddleware {
    typealias Context = StudioContext

    let counts: RequestCounts

    /// Any text may be sent as a method.
    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete]

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let isKnown = Self.methods.contains(request.method)
        counts.add(
            RequestCounts.Route(
                method: isKnown ? request.method.rawValue : "other",
                path: context.endpointPath ?? "NotFound"
            ),
            status: response.status.code,
            seconds: start.duration(to: .now) / .seconds(1)
        )
        return response
    }
}
