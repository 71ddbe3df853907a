import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// Who may come in, and how they show it: users by their session, and where there are none, the
/// holders of the token, or everyone if there is no token either.
struct People: Sendable {
    /// The cookie of a user's session.
    static let sessionCookie = "crema_session"
    /// The cookie of a browser that has shown the token.
    static let tokenCookie = "crema_token"
    /// DIGITS' cookie: a name that jobs are listed under, in a studio without users.
    static let nameCookie = "username"

    let token: String?
    let file: UserFile
    let sessions = Sessions()
    let check = PasswordCheck()

    init(token: String?, jobs: URL) {
        self.token = token
        file = UserFile(in: jobs)
    }

    /// Whether people sign in with a name and a password; so they do if the list of them is
    /// damaged.
    var signInByPassword: Bool {
        (try? file.users().users.isEmpty) != true
    }

    /// Who sent a request; nil for a stranger.
    func visitor(_ request: Request) -> Visitor? {
        // While the list cannot be read, everyone is a stranger.
        guard let users = try? file.users() else { return nil }
        if users.users.isEmpty { return holder(request) }
        if let secret = bearer(request) {
            return sessions.user(of: secret, in: users).map { Visitor(user: $0) }
        }
        guard let secret = request.cookie(Self.sessionCookie),
            let user = sessions.user(of: secret, in: users)
        else { return nil }
        return Visitor(user: user, formToken: FormToken(for: secret).text)
    }

    /// Who holds the token of a studio that has no users.
    private func holder(_ request: Request) -> Visitor? {
        let name = request.cookie(Self.nameCookie).flatMap { UserList.isName($0) ? $0 : nil }
        let user = User(name: name ?? "")
        guard let token else { return Visitor(user: user) }
        if let shown = bearer(request) ?? request.query("token") {
            return Sodium.areEqual(shown, token) ? Visitor(user: user) : nil
        }
        guard let shown = request.cookie(Self.tokenCookie), Sodium.areEqual(shown, token) else {
            return nil
        }
        return Visitor(user: user, formToken: FormToken(for: token).text)
    }

    /// What follows the scheme in the header `Authorization: Bearer …`.
    private func bearer(_ request: Request) -> String? {
        request.headers[.authorization]?.split(separator: " ").last.map(String.init)
    }

    /// Sends a browser on to the page that it opened with the token in the address, to the same
    /// address without it, with a cookie instead; nil if it has not.
    ///
    /// A script that shows the token in the address of a form, or accepts JSON, is served at once.
    func welcome(_ request: Request, _ context: StudioContext) -> Response? {
        guard request.method == .get, !context.wantsJSON, let token,
            let shown = request.query("token"), !signInByPassword, Sodium.areEqual(shown, token)
        else { return nil }
        let rest = (request.uri.query ?? "").split(separator: "&").filter {
            !$0.hasPrefix("token=")
        }
        let query = rest.isEmpty ? "" : "?" + rest.joined(separator: "&")
        var response = Response.seeOther(SitePath(request.uri.path + query)?.text ?? "/")
        response.headers[.setCookie] = Self.cookie(Self.tokenCookie, token, seconds: 31_536_000)
        response.headers[.cacheControl] = "no-store"
        return response
    }

    /// A cookie that scripts do not see and other sites do not send; it is removed after 0 seconds.
    static func cookie(_ name: String, _ value: String, seconds: Int64) -> String {
        "\(name)=\(value); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(seconds)"
    }
}
