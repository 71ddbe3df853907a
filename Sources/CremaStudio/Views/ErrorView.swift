import CremaJobs
import CremaProto

/// Why there is not the page that was asked for, and where to go from here.
struct ErrorView: View {
    static let template = "Error"

    var title: String
    var words: String
    var back: Link

    struct Link: Sendable {
        var path: String
        var title: String
    }
}

extension ErrorView {
    init(_ title: Phrase, _ explanation: String, _ back: WayBack, _ words: Words) {
        self.init(
            title: words.text(title),
            words: explanation,
            back: Link(path: back.path, title: words.text(back.title))
        )
    }
}

/// Where a page that cannot do what was asked for leads.
struct WayBack: Sendable, Equatable {
    var path: String
    var title: Phrase

    static let start = WayBack(path: "/", title: Phrase("way.start"))
}
