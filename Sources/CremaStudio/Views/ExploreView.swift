/// The images of a data set, a page at a time.
struct ExploreView: View {
    static let template = "Explore"

    var name: String
    var path: String
    var parts: [Link]
    var classes: [Link]
    /// Whether images can be left out of a new version, or given another label in it.
    var isChangeable: Bool
    /// The labels that an image can get.
    var labels: [Label]
    var images: [ShownImage]
    var count: String
    var number: Int
    var pageCount: Int
    /// The pages that can be gone to; none if there is one only.
    var pages: [PageLink]
    /// How many images a page can have.
    var sizes: [Link]
    var previous: String?
    var next: String?

    /// Another part, class or size of the page.
    struct Link: Sendable {
        var title: String
        /// How many images there are.
        var imageCount: String?
        var address: String
        var isActive: Bool
    }

    /// A class.
    struct Label: Sendable {
        var number: Int
        var name: String
    }

    /// Another page.
    struct PageLink: Sendable {
        var title: String
        var address: String
        var isActive: Bool
        /// Whether pages before it are left out.
        var isBehindGap: Bool
    }
}
