import CremaJobs
import CremaProto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore

/// What is known about a request besides its content: the sender, the language of the reply, and
/// whether that is a page or JSON.
struct StudioContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The sender; nil for a stranger.
    var visitor: Visitor?
    /// The language of the reply.
    var language = Language.english
    /// Whether the reply is JSON: the path ends in `.json`, or the Accept header excludes pages.
    var wantsJSON = false
    /// Where to see the same page again: its own path, or that of the page that sent a form.
    var path = "/"

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}

extension StudioContext {
    /// The cookie with the language that the reader chose.
    static let languageCookie = "crema_language"

    /// Reads the request's headers.
    mutating func read(_ request: Request) {
        let accept = request.headers[.accept] ?? ""
        wantsJSON = accept.contains("application/json") && !accept.contains("text/html")
        let chosen = request.cookie(Self.languageCookie).flatMap { Language(tag: $0) }
        let accepted = request.headers[.acceptLanguage].flatMap { Language(accepted: $0) }
        language = chosen ?? accepted ?? .english
        path = Self.path(of: request) ?? "/"
    }

    private static func path(of request: Request) -> String? {
        if request.method == .get { return SitePath(request.uri.description)?.text }
        guard let sender = request.headers[.referer].flatMap({ URL(string: $0) }) else {
            return nil
        }
        return SitePath(sender.path + (sender.query.map { "?\($0)" } ?? ""))?.text
    }

    /// Whom the reply is for; nil for a stranger.
    var user: User? { visitor?.user }

    /// The words of the reply.
    var words: Words { Words.of(language) }

    /// The text of a phrase in the language of the reply.
    func text(_ phrase: Phrase) -> String { words.text(phrase) }
}
