import CremaJobs
import CremaProto
import Hummingbird
import HummingbirdCore

/// `/language`: chooses the language of the pages, for this browser.
struct LanguagePage: Page {
    let studio: Studio

    func addRoutes(to router: Router<StudioContext>) {
        routes(router, for: .everyone, areChanges: false)
            .taking(FormCatalog.language).replying(.otherPage).post("language", use: choose)
    }

    /// Takes `language`, a tag such as `zh-Hans`, and `?path=`, the page to return to.
    @Sendable private func choose(_ request: Request, _ context: StudioContext) async throws
        -> Response
    {
        let form = try await Form(request, limit: Form.Limit.words)
        try FormCatalog.language.check(form, request)
        guard let language = Language(tag: form["language"]) else {
            throw StudioError.badRequest(
                Phrase(
                    "error.unknown_language",
                    [
                        "language": String(form["language"].prefix(40)),
                        "known": Language.allCases.map(\.rawValue).joined(separator: ", "),
                    ]
                )
            )
        }
        let path = request.query("path").flatMap { SitePath($0) }
        var response = Response.seeOther(path?.text ?? "/")
        response.headers[.setCookie] =
            "\(StudioContext.languageCookie)=\(language.rawValue); Path=/; SameSite=Lax; "
            + "HttpOnly; Max-Age=31536000"
        return response
    }
}
