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

/// What is declared about a route.
struct RouteDeclaration: Sendable {
    /// Who may use it.
    var access: Access
    /// Whether it changes what is kept, so that each request is logged.
    var isChange: Bool
    /// The fields that it takes; of several, those of one.
    var forms: [FormFields] = []
    /// What it replies.
    var reply: RouteReply
}

/// A route by its method and its path, such as `/jobs/{id}`.
struct RouteName: Hashable, Sendable {
    var method: HTTPRequest.Method
    var path: String
}

/// Who may use which route: what pages declare as they add their routes.
///
/// A route that declares nothing is for administrators.
final class RouteAccess: Sendable {
    private let declared = Mutex<[RouteName: RouteDeclaration]>([:])

    /// Every route and what is declared about it.
    var all: [RouteName: RouteDeclaration] { declared.withLock { $0 } }

    /// Who may use the route of a method and a path such as `/jobs/{id}`.
    ///
    /// HEAD is GET. Whoever may look learns that there is no such route, so nil is for them.
    subscript(method: HTTPRequest.Method, path: String?) -> Access {
        guard let path else { return .look }
        let name = RouteName(method: method == .head ? .get : method, path: path)
        return declared.withLock { $0[name]?.access } ?? .administer
    }

    /// Whether a route changes what is kept, so that each request is logged.
    func isChange(_ method: HTTPRequest.Method, _ path: String?) -> Bool {
        guard let path else { return false }
        let name = RouteName(method: method, path: path)
        return declared.withLock { $0[name]?.isChange } ?? Self.changes(method)
    }

    fileprivate static func changes(_ method: HTTPRequest.Method) -> Bool {
        ![.get, .head].contains(method)
    }

    fileprivate func declare(_ name: RouteName, _ declaration: RouteDeclaration) {
        declared.withLock { $0[name] = declaration }
    }
}

/// A router whose routes are declared to be for some people.
struct DeclaredRoutes: RouterMethods {
    typealias Context = StudioContext

    fileprivate let router: Router<StudioContext>
    fileprivate let table: RouteAccess
    fileprivate let access: Access
    fileprivate let areChanges: Bool
    fileprivate var forms: [FormFields] = []
    fileprivate var reply: RouteReply?

    /// The same for routes that take some fields, or those of one of several forms.
    func taking(_ forms: FormFields...) -> DeclaredRoutes { taking(forms) }

    /// The same for routes that take the fields of one of several forms.
    func taking(_ forms: [FormFields]) -> DeclaredRoutes {
        var routes = self
        routes.forms = forms
        return routes
    }

    /// The same for routes with some kind of reply.
    func replying(_ reply: RouteReply) -> DeclaredRoutes {
        var routes = self
        routes.reply = reply
        return routes
    }

    @discardableResult
    func on<Responder: HTTPResponder>(
        _ path: RouterPath,
        method: HTTPRequest.Method,
        responder: Responder
    ) -> DeclaredRoutes where Responder.Context == StudioContext {
        table.declare(
            RouteName(method: method, path: path.description),
            RouteDeclaration(
                access: access,
                isChange: areChanges && RouteAccess.changes(method),
                forms: forms,
                reply: reply ?? (RouteAccess.changes(method) ? .done() : .page())
            )
        )
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
