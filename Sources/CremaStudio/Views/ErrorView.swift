/// Why there is not the page that was asked for, and where to go from here.
struct ErrorView: View {
    static let template = "Error"

    var title: String
    var words: String
    var back: WayBack
}

/// Where a page that cannot do what was asked for leads.
struct WayBack: Sendable, Equatable {
    var path: String
    var title: String

    static let start = WayBack(path: "/", title: "Back to the start")
}
