import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Admits only browsers that reached the studio by its own name and know its token.
struct AccessGuard: RouterMiddleware {
    typealias Context = StudioContext

    let host: String
    let token: String?

    private var cookieName: String { "crema_token" }

    func handle(
        _ request: Request,
        context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try checkHost(request)
        try checkOrigin(request)
        let isPublic = isPublic(request.uri.path)
        if let token, !isPublic, let shown = request.query("token"), matches(shown, token) {
            return welcome(request, token)
        }
        var context = context
        context.user = user(of: request)
        guard context.user != nil || isPublic else {
            throw StudioError.unauthorized(Phrase("error.no_token"))
        }
        return try await next(request, context)
    }

    /// The sender of a request; nil if the studio has a token and the sender does not hold it.
    private func user(of request: Request) -> User? {
        guard let token else { return .owner }
        return shownToken(request).flatMap { matches($0, token) ? .owner : nil }
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

    /// Against forged requests: a request that changes something must come from one of the studio's
    /// own pages.
    private func checkOrigin(_ request: Request) throws {
        guard ![.get, .head].contains(request.method) else { return }
        let site = request.headers[.init("Sec-Fetch-Site")!]
        let origin = request.headers[.origin]
        let own = request.head.authority ?? ""
        let isOwn = origin.map { $0 == "http://\(own)" || $0 == "https://\(own)" } ?? true
        guard isOwn, site == nil || site == "same-origin" || site == "none" else {
            throw StudioError.forbidden(Phrase("error.foreign"))
        }
    }

    private func isPublic(_ path: String) -> Bool {
        path.hasPrefix("/static/") || path.hasPrefix("/vendor/") || path == "/language"
    }

    private func shownToken(_ request: Request) -> String? {
        if let header = request.headers[.authorization] {
            return header.split(separator: " ").last.map(String.init)
        }
        return request.cookie(cookieName)
    }

    /// Compares in a time that does not depend on where the two differ.
    private func matches(_ shown: String, _ token: String) -> Bool {
        let (a, b) = (Array(shown.utf8), Array(token.utf8))
        guard a.count == b.count else { return false }
        return zip(a, b).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private func welcome(_ request: Request, _ token: String) -> Response {
        let cookie = "\(cookieName)=\(token); Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"
        return Response(
            status: .seeOther,
            headers: [.location: request.uri.path, .setCookie: cookie, .cacheControl: "no-store"]
        )
    }

    /// The name of a `Host` header without its port.
    static func hostName(_ authority: String) -> String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return String(authority.prefix { $0 != ":" }).lowercased()
    }
}
