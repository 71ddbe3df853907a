import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// The one place that decides whether a request is served, before its body is read: by the name
/// that the studio was reached by, the page that sent it, who sent it, and what its route declares.
struct AccessGuard: RouterMiddleware {
    typealias Context = StudioContext

    let host: String
    let people: People
    let access: RouteAccess
    let store: JobStore

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try checkHost(request)
        try checkSender(request, context)
        if let welcome = people.welcome(request, context) { return welcome }
        try await checkRole(for: access[request.method, context.endpointPath], context)
        let checked = try await checkForm(request, context)
        return try await Job.$maker.withValue(context.user?.name ?? "") {
            try await next(checked, context)
        }
    }

    /// Against DNS rebinding: another site's name may lead to this machine, but it stays in `Host`.
    private func checkHost(_ request: Request) throws {
        let name = AccessGuard.hostName(
            request.head.authority ?? request.headers[.init("Host")!] ?? ""
        )
        let isWildcard = ["0.0.0.0", "::"].contains(host)
        let isAddress = name.contains(":") || name.allSatisfy { $0.isNumber || $0 == "." }
        guard ["localhost", "127.0.0.1", "::1", host].contains(name) || isWildcard && isAddress
        else {
            throw StudioError.forbidden(Phrase("error.host", ["name": name]))
        }
    }

    /// Against forged requests: what a browser sends must come from one of the studio's own pages,
    /// or from its user.
    ///
    /// A link on another site leads to a page that leads on.
    private func checkSender(_ request: Request, _ context: Context) throws {
        let site = request.headers[.init("Sec-Fetch-Site")!]
        let origin = request.headers[.origin]
        let own = request.head.authority ?? ""
        let isOwn = origin.map { $0 == "http://\(own)" || $0 == "https://\(own)" } ?? true
        guard !isOwn || ![nil, "same-origin", "none"].contains(site) else { return }
        let error = StudioError.forbidden(Phrase("error.foreign"))
        guard request.method == .get, !context.wantsJSON else { throw error }
        let here = WayBack(path: context.path, title: Phrase("way.here"))
        throw RouteError(error: error, style: .page(title: error.status.phrase, back: here))
    }

    /// Whether the sender's role is enough for a route, and the job theirs if that matters.
    private func checkRole(for access: Access, _ context: Context) async throws {
        guard let role = access.role else { return }
        guard let user = context.user else {
            throw StudioError.unauthorized(
                Phrase(people.signInByPassword ? "people.sign_in" : "error.no_token")
            )
        }
        guard user.role >= role else {
            throw StudioError.forbidden(role.refusal)
        }
        // What is not there is reported by the route.
        guard access == .change, let id = context.parameters.get("id"),
            let job = await store.findEvenDeleted(id)
        else { return }
        try user.checkMayChange([job])
    }

    /// Whether a form from a browser that is signed in has its token.
    private func checkForm(_ request: Request, _ context: Context) async throws -> Request {
        guard ![.get, .head].contains(request.method), let token = context.visitor?.formToken
        else { return request }
        return try await FormToken(text: token).check(request)
    }

    /// The name of a `Host` header without its port.
    static func hostName(_ authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }
}

extension User {
    /// Throws `forbidden` if one of some jobs is not theirs to change.
    func checkMayChange(_ jobs: [JobSummary]) throws {
        guard let other = jobs.first(where: { !mayChange(ownedBy: $0.owner) }) else { return }
        throw StudioError.forbidden(
            other.owner.isEmpty
                ? Phrase("people.job_of_nobody", ["name": other.name])
                : Phrase("people.job_of_other", ["name": other.name, "owner": other.owner])
        )
    }
}
