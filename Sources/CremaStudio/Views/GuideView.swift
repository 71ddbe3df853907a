import CremaJobs

/// A page of the guide.
struct GuideView: View {
    static let template = "Guide"

    /// A page that can be chosen.
    struct Entry: Sendable {
        var title: String
        var address: String
        var isChosen: Bool
    }

    var title: String
    var blocks: [GuideText.Block]
    /// Every page, in the order in which the first page names them.
    var pages: [Entry]
}
