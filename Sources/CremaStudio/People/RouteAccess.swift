import HTTPTypes
import Hummingbird
import Synchronization

/// Who may use a route.
enum Access: Sendable, CaseIterable {
    /// Anyone who reaches the studio, whether signed in or not.
    case everyone
    /// Those who may look, train or administer.
    case look
    /// Those who may train or administer.
    case train
    /// Those who may train, if the job `{id}` of the path is theirs, and administrators.
    case change
    /// Administrators.
    case administer

    /// The role that it takes; nil for none.
    var role: Role? {
        switch self {
        case .everyone: nil
        case .look: .look
        case .train, .change: .train
        case .administer: .administer
        }
    }
}

/// Who may use which route: what pages declare as they add their routes.
///
/// A route that declares nothing is for administrators.
final class RouteAccess: Sendable {
    private struct Declaration {
        var access: Access
        var isChange: Bool
    }

    private let declared = Mutex<[String: Declaration]>([:])

    /// Who may use the route of a method and a path such as `/jobs/{id}`.
    ///
    /// HEAD is GET. Whoever may look learns that there is no such route, so nil is for them.
    subscript(method: HTTPRequest.Method, path: String?) -> Access {
        guard let path else { return .look }
        let key = Self.key(method == .head ? .get : method, path)
        return declared.withLock { $0[key]?.access } ?? .administer
    }

    /// Whether a route changes what is kept, so that each request is logged.
    func isChange(_ method: HTTPRequest.Method, _ path: String?) -> Bool {
        guard let path else { return false }
        let key = Self.key(method, path)
        return declared.withLock { $0[key]?.isChange } ?? Self.changes(method)
    }

    fileprivate static func changes(_ method: HTTPRequest.Method) -> Bool {
        ![.get, .head].contains(method)
    }

    fileprivate func declare(
        _ access: Access,
        isChange: Bool,
        _ method: HTTPRequest.Method,
        _ path: String
    ) {
        declared.withLock {
            $0[Self.key(method, path)] = Declaration(access: access, isChange: isChange)
        }
    }

    private static func key(_ method: HTTPRequest.Method, _ path: String) -> String {
        "\(method) \(path)"
    }
}

/// A router whose routes are declared to be for some people.
struct DeclaredRoutes: RouterMethods {
    typealias Context = StudioContext

    fileprivate let router: Router<StudioContext>
    fileprivate let table: RouteAccess
    fileprivate let access: Access
    fileprivate let areChanges: Bool

    @discardableResult
    func on<Responder: HTTPResponder>(
        _ path: RouterPath,
        method: HTTPRequest.Method,
        responder: Responder
    ) -> DeclaredRoutes where Responder.Context == StudioContext {
        let isChange = areChanges && RouteAccess.changes(method)
        table.declare(access, isChange: isChange, method, path.description)
        router.on(path, method: method, responder: responder)
        return self
    }

    func add(middleware: any MiddlewareProtocol<Request, Response, StudioContext>)
        -> DeclaredRoutes
    {
        router.add(middleware: middleware)
        return self
    }
}

extension Page {
    /// Where a page adds the routes that some people may use.
    ///
    /// Those that are sent a form but change nothing declare that, so that they are not logged.
    func routes(
        _ router: Router<StudioContext>,
        for access: Access,
        areChanges: Bool = true
    ) -> DeclaredRoutes {
        DeclaredRoutes(
            router: router,
            table: studio.access,
            access: access,
            areChanges: areChanges
        )
    }
}
