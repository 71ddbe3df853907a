import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// `/login` and `/logout`: who sends requests from here on.
///
/// In a studio without users a name alone is enough, as in DIGITS: jobs are listed under it.
struct SignInPage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        let routes = routes(router, for: .everyone).replying(.done(.object))
        routes.taking(FormCatalog.signInPage).replying(.html).get("login", use: show)
        routes.taking(FormCatalog.signIn).post("login", use: signIn)
        routes
            .get("logout", use: signOut)
            .post("logout", use: signOut)
    }

    private struct Reply: Encodable {
        var username: String
        var role: Role
        /// What a script shows in the header `Authorization: Bearer …`.
        var token: String?
    }

    @Sendable private func show(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let needsPassword = studio.people.signInByPassword
        let words = Phrase(needsPassword ? "people.sign_in" : "people.name_only")
        let view = SignInView(
            words: context.text(words),
            needsToken: false,
            needsPassword: needsPassword,
            address: SignInView.address(backTo: request.query("path") ?? "/")
        )
        return try studio.views.page(view, context)
    }

    /// Takes `username` and `password`, and `?path=`, the page to go to.
    @Sendable private func signIn(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.words)
        try FormCatalog.signIn.check(form, request)
        let (people, name) = (studio.people, form["username"])
        let users = try people.file.users()
        var (reply, cookie) = (Reply(username: name, role: .administer), "")
        if users.users.isEmpty {
            guard UserList.isName(name) else {
                throw FormErrors(["username": [Phrase("people.not_name", ["found": name])]])
            }
            cookie = People.cookie(People.nameCookie, name, seconds: 31_536_000)
        } else {
            let entry = try await people.check.user(name, form.text("password"), in: users)
            let secret = people.sessions.begin(entry)
            (reply.role, reply.token) = (entry.role, secret)
            let seconds = Sessions.length.components.seconds
            cookie = People.cookie(People.sessionCookie, secret, seconds: seconds)
        }
        AuditNote.current?.user = name
        let path = request.query("path").flatMap { SitePath($0) }?.text ?? "/"
        var response = context.wantsJSON ? try .json(reply) : Response.seeOther(path)
        response.headers[.setCookie] = cookie
        return response
    }

    @Sendable private func signOut(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        if let secret = request.cookie(People.sessionCookie) { studio.people.sessions.end(secret) }
        let nobody: String? = nil
        let hasUsers = studio.people.signInByPassword
        var response = Response.seeOther(hasUsers ? "/login" : "/")
        if context.wantsJSON { response = try .json(["username": nobody]) }
        for name in [People.sessionCookie, People.nameCookie] {
            response.headers.append(
                HTTPField(name: .setCookie, value: People.cookie(name, "", seconds: 0))
            )
        }
        return response
    }
}
